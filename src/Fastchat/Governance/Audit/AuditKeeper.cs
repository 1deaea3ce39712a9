using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Audit;

/// <summary>Once a minute: signs the chains that are due, and makes records of calls whose node has not come back.</summary>
public sealed class AuditKeeper(AuditLog log, TimeProvider clock, ILogger<AuditKeeper> logger) : RepeatedWork(TimeSpan.FromMinutes(1), clock)
{
    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await log.SignDueAsync(stoppingToken);
        await log.RecoverAsync(atStart: false, stoppingToken);
    }

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.NotSigned(logger, failure);
}
