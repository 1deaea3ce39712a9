using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Caching;

/// <summary>
/// Vectors of texts that were embedded before, by a hash of tenant, place, dimensions and text; the texts themselves are not
/// kept. In this server's memory alone: another node knows nothing of it, and a restart empties it.
/// </summary>
/// <param name="capacity">How many bytes, more than 0.</param>
/// <param name="clock">A clock.</param>
public sealed class EmbeddingCache(long capacity, TimeProvider clock)
{
    // Key, list node, entry and the array's header.
    private const int Overhead = 256;

    private readonly BoundedMemory<float[]> _memory = new(capacity, clock);

    /// <summary>How many bytes are taken.</summary>
    public long Bytes => _memory.Bytes;

    /// <summary>What is remembered of a tenant's texts by one model.</summary>
    internal Place PlaceOf(TenantId tenant, ModelTarget target, int? dimensions) => new(
        _memory, tenant, CacheKey.Of(CacheKey.Piece(tenant.Value), CacheKey.Piece(target.Provider), CacheKey.Piece(target.Model), CacheKey.Piece(dimensions ?? 0)).AsPiece());

    /// <summary>How many vectors of a tenant are remembered.</summary>
    public long Count(TenantId tenant) => _memory.Count(tenant);

    /// <summary>Forgets all of a tenant's.</summary>
    public void Forget(TenantId tenant) => _memory.Forget(tenant);

    /// <summary>Where the vectors of one model and tenant are.</summary>
    internal sealed class Place(BoundedMemory<float[]> memory, TenantId tenant, ReadOnlyMemory<byte> prefix)
    {
        public float[]? Find(string text)
        {
            var isHit = memory.TryGet(KeyOf(text), out var vector);
            CacheMetrics.Embeddings.Add(1, CacheMetrics.Result(isHit));
            return vector;
        }

        public void Add(string text, float[] vector) => memory.Set(KeyOf(text), tenant, vector, Overhead + ((long)vector.Length * sizeof(float)));

        private CacheKey KeyOf(string text) => CacheKey.Of(prefix, CacheKey.Piece(text));
    }
}
