using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Fastchat.Governance.Identity;

/// <summary>Tells who a key belongs to; what it has found it remembers for five minutes at most.</summary>
public sealed class KeyRing(ApiKeyStore store, IdentityOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, (Caller Caller, DateTimeOffset Until)> _known = new(StringComparer.Ordinal);
    private readonly byte[] _adminHash = ApiKey.Hash(options.AdminKey);

    /// <summary>The caller; null for a key that is not known.</summary>
    public async ValueTask<Caller?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(key, out var known) && known.Until > now) return known.Caller;
        var hash = ApiKey.Hash(key);
        var caller = CryptographicOperations.FixedTimeEquals(hash, _adminHash) ? Caller.Admin : await store.FindAsync(hash, cancellationToken);

        // Only keys that exist are remembered, so that guessing cannot fill the memory.
        if (caller is null) return null;
        if (_known.Count >= Capacity) _known.Clear();
        _known[key] = (caller, now + Memory);
        return caller;
    }
}
