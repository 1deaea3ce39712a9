using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Identity;

/// <summary>Writes down once a minute which keys were used, and once more at the end: a write per call would cost more than the call.</summary>
public sealed class KeyUseRecorder(KeyRing ring, ApiKeyStore store, TimeProvider clock, ILogger<KeyUseRecorder> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Writes down what was used since the last time.</summary>
    public async Task RecordAsync()
    {
        foreach (var (caller, at) in ring.TakeUses())
        {
            if (caller.Tenant is { } tenant) await store.UsedAsync(tenant, caller.KeyId, at, CancellationToken.None);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await RecordAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.KeyUseNotRecorded(logger, e);
            }

            if (stoppingToken.IsCancellationRequested) return;
        }
    }
}
