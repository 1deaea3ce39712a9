using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>
/// What erasures ask of this node: to remove what lies in its folder, and to say so. A node that was away does it when it comes
/// back. For a day it looks again: a call that was under way may have put something there late.
/// </summary>
public sealed class LocalErasure(IEnumerable<ILocalErasable> places, ErasureStore store, Node node, TimeProvider clock)
{
    private static readonly TimeSpan Aftercare = TimeSpan.FromDays(1);

    /// <summary>Does what is to be done now.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var erasure in await store.ListForNodeAsync(node.Id, clock.GetUtcNow() - Aftercare, cancellationToken))
        {
            var isConfirmed = erasure.Nodes.Any(n => n.Node == node.Id && n.ConfirmedAt is not null);
            if (isConfirmed && erasure.Kind != ErasureKind.Tenant) continue;
            var found = erasure.Kind == ErasureKind.Tenant ? await EraseAsync(erasure.Tenant, cancellationToken) : await EraseFilesAsync(erasure, cancellationToken);
            if (!isConfirmed) await store.ConfirmAsync(erasure, node.Id, found, cancellationToken);
        }
    }

    private async Task<long> EraseAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var found = 0L;
        foreach (var place in places)
        {
            found += await place.CountAsync(tenant, cancellationToken);
            await place.EraseAsync(tenant, cancellationToken);
        }

        return found;
    }

    private async Task<long> EraseFilesAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        var found = 0L;
        foreach (var place in places) found += await place.EraseFilesAsync(erasure.Tenant, erasure.State.Files, cancellationToken);
        return found;
    }
}
