using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Policies;
using Fastchat.Rpc.Calls;

namespace Fastchat.Governance.Access;

/// <summary>Lets a call through when its caller has the permission that the contract names, and no rule of the tenant's denies it.</summary>
public sealed class AccessInterceptor(AccessRules rules, PolicyGuard policies) : CallInterceptor
{
    /// <inheritdoc />
    public override Task InterceptAsync(ServerCall call, CallHandler next)
    {
        var rule = rules.For(call.RpcMethod);
        if (rule.Public) return next(call);
        var caller = (Caller)call.Principal!;
        if (!caller.Permissions.Contains(rule.Permission)) throw new FastchatException(ErrorReason.PermissionDenied, Explain(caller, rule.Permission));
        var policy = policies.OfAsync(call);
        return policy is { IsCompletedSuccessfully: true, Result: null } ? next(call) : CheckAsync(call, policy, rule.CarriesCalls, next);
    }

    private async Task CheckAsync(ServerCall call, ValueTask<TenantPolicy?> policy, bool carriesCalls, CallHandler next)
    {
        if (await policy is { } rules)
        {
            policies.Check(call, rules, resources: null);

            // What a message of a stream names is looked at in the call that it is.
            if (rules.NamesResources && !carriesCalls) call.Observe(new ResourceObserver(call, rules, policies));
        }

        await next(call);
    }

    private static string Explain(Caller caller, string permission)
    {
        if (caller.IsAdmin) return "The admin key belongs to no tenant; call this with a tenant's key.";
        if (Roles.Operator.Contains(permission) && !Roles.All.Any(r => Roles.Permissions(r).Contains(permission))) return "This needs the admin key.";
        return Roles.Permissions(caller.Role).Contains(permission)
            ? $"This needs the permission {permission}, which the {(caller.Issuer is null ? "key's scopes leave" : "token leaves")} out."
            : $"This needs the permission {permission}, which the role {Roles.Name(caller.Role)} does not have.";
    }
}
