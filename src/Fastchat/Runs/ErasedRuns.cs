using Fastchat.Foundation;
using Fastchat.Governance.Privacy.Erasure;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fastchat.Runs;

/// <summary>Stops what runs here for a tenant that is being erased, and forgets what has run.</summary>
public sealed class ErasedRuns(ErasureStore erasures, LiveRuns live, EndedRuns ended, ILogger<ErasedRuns> logger) : IHostedService, IDisposable
{
    private IDisposable? _watch;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _watch = erasures.Watch(changed => { if (changed is { } tenant) _ = StopAsync(tenant); });
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose() => _watch?.Dispose();

    private async Task StopAsync(TenantId tenant)
    {
        try
        {
            if (await erasures.FindOfTenantAsync(tenant, CancellationToken.None) is null) return;
            live.CancelAll(tenant);
            ended.Forget(tenant);
        }
        catch (Exception e)
        {
            // They end by themselves, and what they write is refused or erased in the next round.
            Log.NotStopped(logger, tenant.Value, e);
        }
    }
}
