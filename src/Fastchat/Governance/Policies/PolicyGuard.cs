using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.Rpc.Calls;

namespace Fastchat.Governance.Policies;

/// <summary>Holds calls to their tenant's rules: once before the request is read, and once more for what it names.</summary>
public sealed class PolicyGuard(PolicyBook book, AccessRules access, PolicyOptions options, TimeProvider clock)
{
    private const string AskingModels = "chat.write";

    /// <summary>The rules of the call's tenant; null when they allow everything, and for the operator, whom they do not bind.</summary>
    public async ValueTask<TenantPolicy?> OfAsync(ServerCall call) =>
        ((Caller)call.Principal!).Tenant is { } tenant && await book.OfAsync(tenant, call.CancellationToken) is { IsEmpty: false } policy ? policy : null;

    /// <summary>Lets a call go on as far as is known.</summary>
    /// <param name="call">The call.</param>
    /// <param name="policy">Its tenant's rules.</param>
    /// <param name="resources">What it names; null before that is known.</param>
    /// <exception cref="FastchatException">POLICY_DENIED.</exception>
    public void Check(ServerCall call, TenantPolicy policy, PolicyResources? resources)
    {
        var region = options.RegionHeader is { } header ? call.Header(header) ?? "" : "";
        var decision = policy.Decide(PolicyTarget.Of((Caller)call.Principal!, access.For(call.RpcMethod).Permission, region, clock.GetUtcNow(), resources));
        if (decision.Denies || (decision.RuleId.Length > 0 && resources is not null))
            call.Observer<AuditTrail>()?.Decide($"{(decision.Denies ? "deny" : "allow")}: {(decision.RuleId.Length > 0 ? decision.RuleId : "the tenant's default or models")}");
        if (decision.Denies) throw new FastchatException(ErrorReason.PolicyDenied, decision.Reason);
    }

    /// <summary>Whether the tenant's rules let the caller use a model, by its name; null when they let him use all. Nothing is put down: no model is used yet.</summary>
    /// <param name="call">The call.</param>
    /// <param name="forUse">Whether it is about what the caller could ask models, not about this call: for lists.</param>
    public ValueTask<Func<string, bool>?> ModelsAsync(ServerCall call, bool forUse = false) => PermitsAsync(call, forUse, PolicyResources.Model);

    /// <summary>Whether the tenant's rules let the caller have a tool called by models, by its name; null when they let him have all.</summary>
    public ValueTask<Func<string, bool>?> ToolsAsync(ServerCall call) => PermitsAsync(call, forUse: true, PolicyResources.Tool);

    private async ValueTask<Func<string, bool>?> PermitsAsync(ServerCall call, bool forUse, Func<string, PolicyResources> named)
    {
        if (await OfAsync(call) is not { NamesResources: true } policy) return null;
        var caller = (Caller)call.Principal!;
        var permission = forUse && caller.Permissions.Contains(AskingModels) ? AskingModels : access.For(call.RpcMethod).Permission;
        var region = options.RegionHeader is { } header ? call.Header(header) ?? "" : "";
        var now = clock.GetUtcNow();
        return name => !policy.Decide(PolicyTarget.Of(caller, permission, region, now, named(name))).Denies;
    }

    /// <summary>Lets a call use a model, which it may not have named itself.</summary>
    /// <exception cref="FastchatException">POLICY_DENIED.</exception>
    public async ValueTask CheckModelAsync(ServerCall call, string model)
    {
        if (await OfAsync(call) is { NamesResources: true } policy) Check(call, policy, PolicyResources.Model(model));
    }
}
