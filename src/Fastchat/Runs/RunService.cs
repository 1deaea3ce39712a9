using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Runs;

/// <summary>The door of runs.</summary>
public sealed class RunService(RunStore runs, RunCanceller canceller, RunFollower follower) : Contracts.Chat.V1.RunService.RunServiceBase
{
    /// <inheritdoc />
    public override async Task<GetRunResponse> GetRun(GetRunRequest request, ServerCallContext context) =>
        new() { Run = (await FindAsync(request.RunId, context)).ToMessage() };

    /// <inheritdoc />
    public override async Task<CancelRunResponse> CancelRun(CancelRunRequest request, ServerCallContext context)
    {
        var run = await FindAsync(request.RunId, context);
        await canceller.CancelAsync(context.Tenant(), run, context.CancellationToken);
        return new CancelRunResponse { Run = (await FindAsync(request.RunId, context)).ToMessage() };
    }

    /// <inheritdoc />
    public override async Task WatchRun(WatchRunRequest request, IServerStreamWriter<WatchRunResponse> responseStream, ServerCallContext context)
    {
        if (request.AfterSequence > long.MaxValue) throw FastchatException.InvalidValue("after_sequence", $"after_sequence must be at most {long.MaxValue}.");
        await FindAsync(request.RunId, context);
        var events = follower.FollowAsync(context.Tenant(), request.RunId, request.AfterSequence, context.CancellationToken);
        await responseStream.WriteAllAsync(events.Select(e => new WatchRunResponse { Event = e }), context.CancellationToken);
    }

    private async Task<RunRecord> FindAsync(string runId, ServerCallContext context) =>
        (Ids.IsOwned(runId, Ids.Run, context.Tenant()) ? await runs.FindAsync(context.Tenant(), runId, context.CancellationToken) : null)
        ?? throw RunFollower.NotFound(runId);
}
