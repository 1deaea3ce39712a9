using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Runs;

/// <summary>The door of runs.</summary>
public sealed class RunService(RunStore runs, LiveRuns live) : Contracts.Chat.V1.RunService.RunServiceBase
{
    /// <inheritdoc />
    public override async Task<GetRunResponse> GetRun(GetRunRequest request, ServerCallContext context) =>
        new() { Run = ToMessage(await FindAsync(request.RunId, context)) };

    /// <inheritdoc />
    public override async Task<CancelRunResponse> CancelRun(CancelRunRequest request, ServerCallContext context)
    {
        await FindAsync(request.RunId, context);
        live.Cancel(context.Tenant(), request.RunId);
        return new CancelRunResponse { Run = ToMessage(await FindAsync(request.RunId, context)) };
    }

    private async Task<RunRecord> FindAsync(string runId, ServerCallContext context) =>
        (Ids.IsOwned(runId, Ids.Run, context.Tenant()) ? await runs.FindAsync(context.Tenant(), runId, context.CancellationToken) : null)
        ?? throw new FastchatException(ErrorReason.RunNotFound, $"There is no run '{runId}'.", "run_id");

    private static Run ToMessage(RunRecord run) => new()
    {
        RunId = run.Id,
        Status = run.Status,
        Model = run.Model,
        CreateTime = Timestamp.FromDateTimeOffset(run.CreatedAt),
        EndTime = run.EndedAt is { } ended ? Timestamp.FromDateTimeOffset(ended) : null,
        Completion = run.Completion,
        Error = run.ErrorCode is { } code ? new ErrorEvent { Code = code, Message = run.ErrorMessage ?? "", Retryable = ErrorTable.Kind(ErrorTable.FromCode(code)).Retryable } : null,
    };
}
