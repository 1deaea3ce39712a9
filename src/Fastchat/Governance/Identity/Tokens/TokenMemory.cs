using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Fastchat.Foundation;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>Tokens that were found good, by their hash: a signature costs more than most calls.</summary>
internal sealed class TokenMemory(TimeProvider clock)
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<Hash, Known> _known = new();

    /// <summary>How often something was forgotten; what was read across a change is not kept.</summary>
    public int Changes => Volatile.Read(ref _changes);

    private int _changes;

    /// <summary>The holder of a token; null when it is not known any more.</summary>
    public Caller? Find(string token)
    {
        if (!_known.TryGetValue(HashOf(token), out var known)) return null;
        return known.Until > clock.GetUtcNow() ? known.Caller : null;
    }

    /// <summary>Keeps a token for a minute, or until its end.</summary>
    /// <param name="token">The token; only its hash is kept.</param>
    /// <param name="caller">Who holds it.</param>
    /// <param name="expires">When it ends.</param>
    /// <param name="changes"><see cref="Changes"/> from before it was looked at.</param>
    public void Keep(string token, Caller caller, DateTimeOffset expires, int changes)
    {
        var now = clock.GetUtcNow();
        var until = expires < now + Longest ? expires : now + Longest;
        if (until <= now || changes != Changes) return;
        if (_known.Count >= Capacity) MakeRoom(now);
        _known[HashOf(token)] = new Known(caller, until);
    }

    /// <summary>Forgets the tokens of a tenant, or all.</summary>
    public void Forget(TenantId? tenant)
    {
        Interlocked.Increment(ref _changes);
        foreach (var (hash, known) in _known)
        {
            if (tenant is null || known.Caller.Tenant == tenant) _known.TryRemove(hash, out _);
        }
    }

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (hash, known) in _known)
        {
            if (known.Until <= now) _known.TryRemove(hash, out _);
        }

        if (_known.Count >= Capacity) _known.Clear();
    }

    private static Hash HashOf(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(token.AsSpan()), hash);
        return MemoryMarshal.Read<Hash>(hash);
    }

    private readonly record struct Hash(UInt128 High, UInt128 Low);

    private sealed record Known(Caller Caller, DateTimeOffset Until);
}
