using System.Runtime.CompilerServices;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Google.Protobuf;

namespace Fastchat.ModelGateway.Caching;

/// <summary>
/// Whole answers to requests that ask for it, given again delta by delta to exactly the same request of the same tenant. In
/// this server's memory alone: another node knows nothing of it, and a restart empties it.
/// </summary>
/// <param name="capacity">How many bytes, more than 0.</param>
/// <param name="clock">The clock of ends.</param>
public sealed class ResponseCache(long capacity, TimeProvider clock)
{
    private readonly BoundedMemory<IReadOnlyList<ModelDelta>> _memory = new(capacity, clock);

    /// <summary>How many bytes are taken.</summary>
    public long Bytes => _memory.Bytes;

    /// <summary>Gives a kept answer, or lets the model answer and keeps what it says.</summary>
    /// <param name="registry">The world that the call sees; a change of it makes all keys others.</param>
    /// <param name="model">The model that was asked for.</param>
    /// <param name="request">What it is asked.</param>
    /// <param name="wish">What the call wants.</param>
    /// <param name="ask">Asks the model.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async IAsyncEnumerable<ModelDelta> StreamAsync(
        RegistrySnapshot registry, RegisteredModel model, ModelRequest request, CacheWish wish, IAsyncEnumerable<ModelDelta> ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = KeyOf(registry, model, request);
        if (!wish.IsRefresh)
        {
            var isHit = _memory.TryGet(key, out var kept);
            CacheMetrics.Answers.Add(1, CacheMetrics.Result(isHit));
            wish.Tell(isHit ? CacheOutcome.Hit : CacheOutcome.Miss);
            foreach (var delta in kept ?? [])
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return delta;
            }

            if (isHit) yield break;
        }
        else
        {
            wish.Tell(CacheOutcome.Refresh);
        }

        var recording = new AnswerRecording(request.Parameters.HasN ? request.Parameters.N : 1, capacity / 8);
        await foreach (var delta in ask.WithCancellation(cancellationToken))
        {
            recording.Add(delta);
            yield return delta;
        }

        if (recording.Whole is { } whole) _memory.Set(key, request.Tenant, whole, recording.Bytes, clock.GetUtcNow() + wish.Lifetime);
    }

    /// <summary>How many answers of a tenant are kept.</summary>
    public long Count(TenantId tenant) => _memory.Count(tenant);

    /// <summary>Forgets all of a tenant's.</summary>
    public void Forget(TenantId tenant) => _memory.Forget(tenant);

    private static CacheKey KeyOf(RegistrySnapshot registry, RegisteredModel model, ModelRequest request)
    {
        List<ReadOnlyMemory<byte>> pieces =
        [
            CacheKey.Piece(request.Tenant.Value), CacheKey.Piece(registry.Version), CacheKey.Piece(model.Name), CacheKey.Piece(model.Targets.Count),
            .. model.Targets.SelectMany(t => new[] { CacheKey.Piece(t.Provider), CacheKey.Piece(t.Model) }),
            What(request.Parameters), CacheKey.Piece(request.Question), CacheKey.Piece(request.Passages?.Count ?? -1),
            .. (request.Passages ?? []).Select(CacheKey.Piece),
        ];
        return CacheKey.Of([.. pieces]);
    }

    // Without what says who asks and what is done with the answer: it says nothing of what the answer will be.
    private static byte[] What(ChatCompletionParams parameters)
    {
        var what = parameters.Clone();
        what.ClearStream();
        what.StreamOptions = null;
        what.ClearStore();
        what.Metadata.Clear();
        what.ClearUser();
        what.ClearSafetyIdentifier();
        what.ClearPromptCacheKey();
        var bytes = new byte[what.CalculateSize()];
        using var output = new CodedOutputStream(bytes) { Deterministic = true };
        what.WriteTo(output);
        output.Flush();
        return bytes;
    }
}
