using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;

namespace Fastchat.Runs;

/// <summary>Stops runs, on whichever node they are under way.</summary>
public sealed class RunCanceller(RunStore runs, LiveRuns live)
{
    /// <summary>Stops a run; one that has ended stays as it is. It ends in a moment, not before this returns.</summary>
    public async Task CancelAsync(TenantId tenant, RunRecord run, CancellationToken cancellationToken)
    {
        if (!live.Cancel(tenant, run.Id) && run.Status == RunStatus.InProgress) await runs.RequestCancelAsync(tenant, run.Id, cancellationToken);
    }
}
