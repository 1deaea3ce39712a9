using System.Globalization;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>The door of erasures.</summary>
public sealed class ErasureService(ErasureDesk desk) : Contracts.Admin.V1.ErasureService.ErasureServiceBase
{
    /// <inheritdoc />
    public override async Task<EraseTenantResponse> EraseTenant(EraseTenantRequest request, ServerCallContext context) =>
        new() { Erasure = ToMessage(await desk.EraseTenantAsync(context.Caller(), request.TenantId, request.ConfirmName, context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task<EraseUserResponse> EraseUser(EraseUserRequest request, ServerCallContext context) =>
        new() { Erasure = ToMessage(await desk.EraseUserAsync(context.Caller(), request.TenantId, request.UserId, context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task<GetErasureResponse> GetErasure(GetErasureRequest request, ServerCallContext context) =>
        new() { Erasure = ToMessage(await desk.GetAsync(context.Caller(), request.ErasureId, context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task<ListErasuresResponse> ListErasures(ListErasuresRequest request, ServerCallContext context)
    {
        var listing = $"erasures:{request.TenantId}";
        var page = await desk.ListAsync(
            context.Caller(), request.TenantId, PageQuery.Size(request.PageSize, 20, 100), ReadToken(PageToken.Read(listing, request.PageToken)), context.CancellationToken);
        var response = new ListErasuresResponse { NextPageToken = page.HasMore ? PageToken.Create(listing, Token(page.Items[^1])) : "" };
        foreach (var erasure in page.Items)
        {
            var message = ToMessage(erasure);
            message.Certificate = null;
            response.Erasures.Add(message);
        }

        return response;
    }

    private static string Token(ErasureRecord last) => string.Create(CultureInfo.InvariantCulture, $"{last.BegunAt.ToUnixTimeMilliseconds()}/{last.Id}");

    private static (long, string)? ReadToken(string? token) =>
        token?.Split('/') is [var time, var id] && long.TryParse(time, CultureInfo.InvariantCulture, out var begun) ? (begun, id) : null;

    private static Contracts.Admin.V1.Erasure ToMessage(ErasureRecord erasure) => new()
    {
        ErasureId = erasure.Id,
        TenantId = erasure.Tenant.Value,
        Kind = erasure.Kind,
        Status = erasure.Step == ErasureStep.Done ? ErasureStatus.Completed : erasure.State.Statement.Length > 0 ? ErasureStatus.WaitingForNodes : ErasureStatus.Running,
        Step = erasure.Step,
        BeginTime = Timestamp.FromDateTimeOffset(erasure.BegunAt),
        EndTime = Time(erasure.EndedAt),
        Classes = { erasure.State.Counts.Select(c => new ErasedClass { Name = c.Name, Found = c.Found, Left = c.Left }) },
        Nodes = { erasure.Nodes.Select(n => new ErasureNode { NodeId = n.Node, Found = n.Found, ConfirmTime = Time(n.ConfirmedAt) }) },
        Problem = erasure.Problem,
        Certificate = erasure.State.Statement.Length == 0
            ? null
            : new ErasureCertificate { Statement = erasure.State.Statement, KeyId = erasure.State.KeyId, Signature = ByteString.CopyFrom(erasure.State.Signature) },
    };

    private static Timestamp? Time(DateTimeOffset? time) => time is { } some ? Timestamp.FromDateTimeOffset(some) : null;
}
