using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Rpc.Calls;

namespace Fastchat.Governance.Access;

/// <summary>
/// Lets a call through when its caller has the permission that the contract names. The operator's key administers and
/// belongs to no tenant; a tenant's key does everything but administer.
/// </summary>
public sealed class AccessInterceptor(AccessRules rules) : CallInterceptor
{
    private const string AdminPermission = "admin";

    /// <inheritdoc />
    public override Task InterceptAsync(ServerCall call, CallHandler next)
    {
        var rule = rules.For(call.RpcMethod);
        if (rule.Public) return next(call);
        var caller = (Caller)call.Principal!;
        if (caller.IsAdmin == (rule.Permission == AdminPermission)) return next(call);
        throw new FastchatException(ErrorReason.PermissionDenied, caller.IsAdmin
            ? "The admin key belongs to no tenant; call this with a tenant's key."
            : "This needs the admin key.");
    }
}
