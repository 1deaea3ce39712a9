using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Tenants;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Governance.Policies;

/// <summary>The door of rules.</summary>
public sealed class PolicyService(PolicyStore store, PolicyBook book, TenantChoice tenants, TimeProvider clock) : Contracts.Admin.V1.PolicyService.PolicyServiceBase
{
    private const int MostNames = 128;

    /// <inheritdoc />
    public override async Task<CreatePolicyRuleResponse> CreatePolicyRule(CreatePolicyRuleRequest request, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        PolicyRules.Check(request.Spec);
        var rule = await store.AddAsync(tenant, request.Spec, context.CancellationToken)
            ?? throw FastchatException.InvalidValue("spec", $"A tenant may have at most {PolicyStore.Most} rules.");
        return new CreatePolicyRuleResponse { Rule = ToMessage(tenant, rule) };
    }

    /// <inheritdoc />
    public override async Task<GetPolicyRuleResponse> GetPolicyRule(GetPolicyRuleRequest request, ServerCallContext context)
    {
        var tenant = Owner(context.Caller(), request.RuleId);
        return new GetPolicyRuleResponse { Rule = ToMessage(tenant, await store.FindAsync(tenant, request.RuleId, context.CancellationToken) ?? throw NotFound(request.RuleId)) };
    }

    /// <inheritdoc />
    public override async Task<ListPolicyRulesResponse> ListPolicyRules(ListPolicyRulesRequest request, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        var listing = $"policies:{tenant.Value}";
        var query = new PageQuery(PageQuery.Size(request.PageSize, 20, 100), PageToken.Read(listing, request.PageToken));
        var (page, byDefault) = await store.ListAsync(tenant, query, context.CancellationToken);
        return new ListPolicyRulesResponse
        {
            Rules = { page.Items.Select(r => ToMessage(tenant, r)) },
            NextPageToken = page.HasMore ? PageToken.Create(listing, page.Items[^1].Id) : "",
            DefaultEffect = byDefault,
        };
    }

    /// <inheritdoc />
    public override async Task<UpdatePolicyRuleResponse> UpdatePolicyRule(UpdatePolicyRuleRequest request, ServerCallContext context)
    {
        var tenant = Owner(context.Caller(), request.RuleId);
        PolicyRules.Check(request.Spec);
        return new UpdatePolicyRuleResponse
        {
            Rule = ToMessage(tenant, await store.ReplaceAsync(tenant, request.RuleId, request.Spec, context.CancellationToken) ?? throw NotFound(request.RuleId)),
        };
    }

    /// <inheritdoc />
    public override async Task<DeletePolicyRuleResponse> DeletePolicyRule(DeletePolicyRuleRequest request, ServerCallContext context) =>
        await store.DeleteAsync(Owner(context.Caller(), request.RuleId), request.RuleId, context.CancellationToken) ? new DeletePolicyRuleResponse() : throw NotFound(request.RuleId);

    /// <inheritdoc />
    public override async Task<SetPolicyDefaultResponse> SetPolicyDefault(SetPolicyDefaultRequest request, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        PolicyRules.CheckEffect("effect", request.Effect);
        await store.SetDefaultAsync(tenant, request.Effect, context.CancellationToken);
        return new SetPolicyDefaultResponse { Effect = request.Effect };
    }

    /// <inheritdoc />
    public override async Task<ExplainPolicyResponse> ExplainPolicy(ExplainPolicyRequest request, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        Check(request);
        if (!Roles.Permissions(request.Role).Contains(request.Permission))
            return new ExplainPolicyResponse { Effect = PolicyEffect.Deny, Reason = $"The role {Roles.Name(request.Role)} does not have the permission {request.Permission}." };

        var policy = await book.OfAsync(tenant, context.CancellationToken);
        var target = Target(request);
        var decision = policy.Decide(target);
        return new ExplainPolicyResponse
        {
            Effect = decision.Effect,
            Reason = decision.Reason,
            RuleId = decision.RuleId,
            Matches = { policy.Matching(target).Select(r => new PolicyMatch { RuleId = r.Id, Name = r.Name, Effect = r.Denies ? PolicyEffect.Deny : PolicyEffect.Allow }) },
        };
    }

    private PolicyTarget Target(ExplainPolicyRequest request) => new()
    {
        KeyId = request.KeyId,
        UserId = request.UserId,
        Role = request.Role,
        WorkspaceId = request.WorkspaceId,
        Permission = request.Permission,
        Time = request.Time?.ToDateTimeOffset() ?? clock.GetUtcNow(),
        Region = request.Region,
        Resources = new PolicyResources(request.Model.Length == 0 ? [] : [request.Model], request.Tools, request.Collections, request.Resources),
    };

    private static void Check(ExplainPolicyRequest request)
    {
        if (request.Role == Role.Unspecified) throw FastchatException.MissingField("role");
        if (!Roles.All.Contains(request.Role)) throw FastchatException.InvalidValue("role", $"role must be one of {string.Join(", ", Roles.All.Select(Roles.Name))}.");
        if (request.Permission.Length == 0) throw FastchatException.MissingField("permission");
        foreach (var (name, names) in (ReadOnlySpan<(string, IReadOnlyList<string>)>)[("tools", request.Tools), ("collections", request.Collections), ("resources", request.Resources)])
        {
            if (names.Count > MostNames) throw FastchatException.InvalidValue(name, $"{name} must have at most {MostNames} entries, but has {names.Count}.");
        }
    }

    private static TenantId Owner(Caller caller, string ruleId) => caller.OwnerOf(ruleId, Ids.PolicyRule) ?? throw NotFound(ruleId);

    private static PolicyRule ToMessage(TenantId tenant, PolicyRuleRecord rule) => new()
    {
        RuleId = rule.Id,
        TenantId = tenant.Value,
        Spec = rule.Spec,
        CreateTime = Timestamp.FromDateTimeOffset(rule.CreatedAt),
        UpdateTime = Timestamp.FromDateTimeOffset(rule.UpdatedAt),
    };

    private static FastchatException NotFound(string id) => new(ErrorReason.PolicyRuleNotFound, $"There is no rule '{id}'.", "rule_id");
}
