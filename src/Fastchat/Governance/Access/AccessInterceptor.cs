using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Rpc.Calls;

namespace Fastchat.Governance.Access;

/// <summary>Lets a call through when its caller has the permission that the contract names.</summary>
public sealed class AccessInterceptor(AccessRules rules) : CallInterceptor
{
    /// <inheritdoc />
    public override Task InterceptAsync(ServerCall call, CallHandler next)
    {
        var rule = rules.For(call.RpcMethod);
        if (rule.Public) return next(call);
        var caller = (Caller)call.Principal!;
        if (caller.Permissions.Contains(rule.Permission)) return next(call);
        throw new FastchatException(ErrorReason.PermissionDenied, Explain(caller, rule.Permission));
    }

    private static string Explain(Caller caller, string permission)
    {
        if (caller.IsAdmin) return "The admin key belongs to no tenant; call this with a tenant's key.";
        if (Roles.Operator.Contains(permission) && !Roles.All.Any(r => Roles.Permissions(r).Contains(permission))) return "This needs the admin key.";
        return Roles.Permissions(caller.Role).Contains(permission)
            ? $"This needs the permission {permission}, which the key's scopes leave out."
            : $"This needs the permission {permission}, which the role {Roles.Name(caller.Role)} does not have.";
    }
}
