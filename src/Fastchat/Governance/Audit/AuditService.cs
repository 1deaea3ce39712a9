using System.Globalization;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Governance.Audit;

/// <summary>The door of audit.</summary>
public sealed class AuditService(AuditReader reader) : Contracts.Admin.V1.AuditService.AuditServiceBase
{
    private const int DefaultPage = 50;
    private const int LargestPage = 500;

    /// <inheritdoc />
    public override async Task<ListAuditRecordsResponse> ListAuditRecords(ListAuditRecordsRequest request, ServerCallContext context)
    {
        var chain = await reader.ChainAsync(context.Caller(), request.TenantId, context.CancellationToken);
        var listing = string.Create(CultureInfo.InvariantCulture, $"audit:{chain}:{request.StartTime?.Seconds}.{request.StartTime?.Nanos}:{request.EndTime?.Seconds}.{request.EndTime?.Nanos}:{request.Actor}:{request.Action}:{request.Outcome}");
        var page = await reader.ListAsync(chain, request, PageQuery.Size(request.PageSize, DefaultPage, LargestPage), Before(listing, request.PageToken), context.CancellationToken);
        return new ListAuditRecordsResponse
        {
            Records = { page.Items.Select(AuditShapes.ToMessage) },
            NextPageToken = page.HasMore ? Next(listing, page.Items[^1].Sequence) : "",
        };
    }

    /// <inheritdoc />
    public override async Task<VerifyAuditResponse> VerifyAudit(VerifyAuditRequest request, ServerCallContext context)
    {
        var chain = await reader.ChainAsync(context.Caller(), request.TenantId, context.CancellationToken);
        var from = request.FromSequence == 0 ? 1 : request.FromSequence;
        var report = await reader.VerifyAsync(chain, from, request.Limit == 0 ? 1000 : request.Limit, context.CancellationToken);
        return new VerifyAuditResponse
        {
            Verified = report.Verified - from + 1,
            NextSequence = report.Fault is null && report.Verified < report.Head ? report.Verified + 1 : 0,
            HeadSequence = report.Head,
            Fault = report.Fault is { } fault ? new AuditFault { Kind = fault.Kind, Sequence = fault.Sequence, Detail = fault.Detail } : null,
        };
    }

    /// <inheritdoc />
    public override async Task<ListAuditCheckpointsResponse> ListAuditCheckpoints(ListAuditCheckpointsRequest request, ServerCallContext context)
    {
        var chain = await reader.ChainAsync(context.Caller(), request.TenantId, context.CancellationToken);
        var listing = $"audit-checkpoints:{chain}";
        var page = await reader.CheckpointsAsync(chain, PageQuery.Size(request.PageSize, DefaultPage, LargestPage), Before(listing, request.PageToken), context.CancellationToken);
        return new ListAuditCheckpointsResponse
        {
            Checkpoints = { page.Items.Select(AuditShapes.ToMessage) },
            NextPageToken = page.HasMore ? Next(listing, page.Items[^1].Sequence) : "",
            PublicKey = reader.PublicKey.Pem,
        };
    }

    /// <inheritdoc />
    public override async Task<GetAuditCheckpointResponse> GetAuditCheckpoint(GetAuditCheckpointRequest request, ServerCallContext context)
    {
        var chain = await reader.ChainAsync(context.Caller(), request.TenantId, context.CancellationToken);
        return new GetAuditCheckpointResponse { Checkpoint = AuditShapes.ToMessage(await reader.CheckpointAsync(chain, request.Sequence, context.CancellationToken)) };
    }

    private static long Before(string listing, string token) =>
        PageToken.Read(listing, token) is { } last && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : long.MaxValue;

    private static string Next(string listing, long sequence) => PageToken.Create(listing, sequence.ToString(CultureInfo.InvariantCulture));
}
