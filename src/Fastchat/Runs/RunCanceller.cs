using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;

namespace Fastchat.Runs;

/// <summary>Stops runs, on whichever node they are under way.</summary>
public sealed class RunCanceller(RunStore runs, LiveRuns live)
{
    /// <summary>Stops a run; one that has ended stays as it is. It ends in a moment, not before this returns.</summary>
    public async Task CancelAsync(TenantId tenant, RunRecord run, CancellationToken cancellationToken)
    {
        if (run.Status == RunStatus.InProgress || live.Find(tenant, run.Id) is not null) await CancelAsync(tenant, run.Id, cancellationToken);
    }

    /// <summary>Stops a run that was under way a moment ago.</summary>
    public async Task CancelAsync(TenantId tenant, string runId, CancellationToken cancellationToken)
    {
        if (!live.Cancel(tenant, runId)) await runs.RequestCancelAsync(tenant, runId, cancellationToken);
    }
}
