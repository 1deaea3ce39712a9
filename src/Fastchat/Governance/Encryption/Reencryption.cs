using System.Collections.Concurrent;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Encryption;

/// <summary>
/// Brings everything to the newest version of its tenant's key: (1) what older versions have sealed, or nothing yet, is sealed
/// anew; (2) after an hour, in which whatever was sealed before the rotation has been written, older versions that no node
/// needs are dropped. Every step may be repeated, on any node.
/// </summary>
public sealed class Reencryption(
    TenantKeyStore store, KeyHolders holders, TenantStore tenants, IEnumerable<ISealed> places, TimeProvider clock, ILogger<Reencryption> logger)
{
    // Longer than any write, upload or forgotten piece of news can take.
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private const int TenantsAtOnce = 100;

    // Tenants of whose bytes in this node's folder the version is known to be the newest.
    private readonly ConcurrentDictionary<TenantId, int> _finished = new();

    /// <summary>Does it for all tenants; one that fails does not keep the others.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            var page = await tenants.ListAsync(TenantsAtOnce, after, cancellationToken);
            foreach (var tenant in page.Items) await TryAsync(tenant.Id, cancellationToken);
            if (!page.HasMore) return;
            after = page.Items[^1].Id.Value;
        }
    }

    /// <summary>Does it for one tenant.</summary>
    public async Task RunAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        // What is there before looking at the versions: whoever finds old values afterwards has a newer version than these.
        var versions = await store.ListAsync(tenant, cancellationToken);
        if (versions.Any(v => v.DestroyedAt is not null)) return;
        var newest = versions.Count == 0 ? 1 : versions[^1].Version;

        // (1) Seal anew.
        var count = 0L;
        var isFinished = _finished.GetValueOrDefault(tenant) == newest;
        foreach (var place in places.Where(p => !p.IsLocal || !isFinished)) count += await place.ReencryptAsync(tenant, newest, cancellationToken);
        if (count > 0) Log.Reencrypted(logger, tenant.Value, count, newest);

        // (2) Drop what is needed no more.
        if (versions.Count > 0 && clock.GetUtcNow() < versions[^1].CreatedAt + Grace) return;
        if (versions.Count > 1) await holders.ReleaseBeforeAsync(tenant, newest, cancellationToken);
        foreach (var old in versions.SkipLast(1))
        {
            if (await store.DropAsync(tenant, old.Version, cancellationToken)) Log.Dropped(logger, tenant.Value, old.Version);
        }

        _finished[tenant] = newest;
    }

    private async Task TryAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(tenant, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.ReencryptionFailed(logger, tenant.Value, e);
        }
    }
}
