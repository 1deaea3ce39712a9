using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Tenants;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Governance.Limits;

/// <summary>The door of limits below tenants' own.</summary>
public sealed class LimitService(SubjectLimitStore store, TenantChoice tenants) : Contracts.Admin.V1.LimitService.LimitServiceBase
{
    private const int LongestName = 256;

    /// <inheritdoc />
    public override async Task<SetLimitResponse> SetLimit(SetLimitRequest request, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        var subject = Subject(request.Kind, request.Name);
        if (request.Limits is not { } limits || limits.CalculateSize() == 0) throw FastchatException.MissingField("limits");
        TenantRules.Check(limits, "limits");
        var limit = await store.SetAsync(tenant, subject, limits, context.CancellationToken)
            ?? throw FastchatException.InvalidValue("name", $"A tenant may have limits for at most {SubjectLimitStore.Most} subjects; \"{LimitSubject.Each}\" is each without its own.");
        return new SetLimitResponse { Limit = ToMessage(tenant, limit) };
    }

    /// <inheritdoc />
    public override async Task<ListLimitsResponse> ListLimits(ListLimitsRequest request, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        var listing = $"limits:{tenant.Value}";
        var page = await store.ListAsync(tenant, PageQuery.Size(request.PageSize, 20, 100), PageToken.Read(listing, request.PageToken), context.CancellationToken);
        return new ListLimitsResponse
        {
            Limits = { page.Items.Select(l => ToMessage(tenant, l)) },
            NextPageToken = page.HasMore ? PageToken.Create(listing, page.Items[^1].Subject) : "",
        };
    }

    /// <inheritdoc />
    public override async Task<DeleteLimitResponse> DeleteLimit(DeleteLimitRequest request, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        if (!await store.DeleteAsync(tenant, Subject(request.Kind, request.Name), context.CancellationToken))
            throw new FastchatException(ErrorReason.LimitNotFound, $"There is no limit for {request.Kind.ToString().ToLowerInvariant()} '{request.Name}'.", "name");
        return new DeleteLimitResponse();
    }

    private static string Subject(LimitKind kind, string name)
    {
        if (kind == LimitKind.Unspecified) throw FastchatException.MissingField("kind");
        if (!System.Enum.IsDefined(kind)) throw FastchatException.InvalidValue("kind", "kind must be one of workspace, key, user, model.");
        StoredText.CheckName("name", name, LongestName);
        if (name == LimitSubject.Each && kind is LimitKind.Workspace or LimitKind.Key)
            throw FastchatException.InvalidValue("name", "Only users and models can be limited each; name the workspace or the key.");
        return LimitSubject.Of(kind, name);
    }

    private static Limit ToMessage(TenantId tenant, SubjectLimit limit)
    {
        var (kind, name) = LimitSubject.Parse(limit.Subject);
        return new Limit { TenantId = tenant.Value, Kind = kind, Name = name, Limits = limit.Settings, UpdateTime = Timestamp.FromDateTimeOffset(limit.UpdatedAt) };
    }
}
