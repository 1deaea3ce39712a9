using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Audit;

/// <summary>Once a minute: signs the chains that are due, and makes records of calls whose node has not come back.</summary>
public sealed class AuditKeeper(AuditLog log, TimeProvider clock, ILogger<AuditKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
            try
            {
                await log.SignDueAsync(stoppingToken);
                await log.RecoverAsync(atStart: false, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.NotSigned(logger, e);
            }
        }
    }
}
