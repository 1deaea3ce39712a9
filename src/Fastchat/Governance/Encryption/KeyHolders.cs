using System.Collections.Concurrent;
using Fastchat.Foundation;

namespace Fastchat.Governance.Encryption;

/// <summary>
/// Notes in the database which versions of which keys the bytes in this node's folder need: no other node can see them, and a
/// version must not be dropped before all nodes can do without it.
/// </summary>
public sealed class KeyHolders(TenantKeyStore store, Node node)
{
    private readonly ConcurrentDictionary<(TenantId Tenant, int Version), bool> _noted = new();

    /// <summary>Notes a version before its first use for bytes of this node.</summary>
    public async Task HoldAsync(TenantId tenant, int version, CancellationToken cancellationToken)
    {
        if (_noted.ContainsKey((tenant, version))) return;
        await store.HoldAsync(tenant, version, node.Id, cancellationToken);
        _noted[(tenant, version)] = true;
    }

    /// <summary>Notes that nothing of this node needs older versions any more.</summary>
    public async Task ReleaseBeforeAsync(TenantId tenant, int version, CancellationToken cancellationToken)
    {
        foreach (var noted in _noted.Keys.Where(k => k.Tenant == tenant && k.Version < version)) _noted.TryRemove(noted, out _);
        await store.ReleaseBeforeAsync(tenant, version, node.Id, cancellationToken);
    }
}
