using System.Collections.Concurrent;
using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Encryption;

/// <summary>
/// In the background: wraps data keys under today's key-encryption key, and brings what is stored to the newest data keys; for all
/// tenants at the start and every ten minutes, for one when its keys change.
/// </summary>
public sealed class KeyMaintenance(TenantKeys keys, TenantKeyStore store, Reencryption reencryption, TimeProvider clock, ILogger<KeyMaintenance> logger)
    : RepeatedWork(Interval, clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly ConcurrentQueue<TenantId?> _changed = new();

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = store.Watch(Note);
        Note(tenant: null);
        await base.ExecuteAsync(stoppingToken);
    }

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        // Nobody's news: the rest is over.
        var changed = new HashSet<TenantId>();
        var isAll = _changed.IsEmpty;
        while (_changed.TryDequeue(out var tenant))
        {
            if (tenant is { } one) changed.Add(one);
            else isAll = true;
        }

        if (isAll)
        {
            await keys.RewrapAsync(stoppingToken);
            await reencryption.RunAsync(stoppingToken);
            return;
        }

        foreach (var tenant in changed) await reencryption.RunAsync(tenant, stoppingToken);
    }

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.ReencryptionFailed(logger, "any", failure);

    private void Note(TenantId? tenant)
    {
        _changed.Enqueue(tenant);
        Wake();
    }
}
