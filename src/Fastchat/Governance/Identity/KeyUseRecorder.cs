using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Identity;

/// <summary>Writes down once a minute which keys were used, and once more at the end: a write per call would cost more than the call.</summary>
public sealed class KeyUseRecorder(KeyRing ring, ApiKeyStore store, TimeProvider clock, ILogger<KeyUseRecorder> logger)
    : RepeatedWork(TimeSpan.FromMinutes(1), clock)
{
    /// <summary>Writes down what was used since the last time.</summary>
    public async Task RecordAsync()
    {
        foreach (var (caller, at) in ring.TakeUses())
        {
            if (caller.Tenant is { } tenant) await store.UsedAsync(tenant, caller.KeyId, at, CancellationToken.None);
        }
    }

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken stoppingToken) => RecordAsync();

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.KeyUseNotRecorded(logger, failure);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await base.ExecuteAsync(stoppingToken);
        await TryAsync(RunAsync, CancellationToken.None);
    }
}
