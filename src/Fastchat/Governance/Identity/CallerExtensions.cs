using Fastchat.Foundation;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Governance.Identity;

/// <summary>The caller of a call, for doors.</summary>
public static class CallerExtensions
{
    /// <summary>Who calls.</summary>
    /// <exception cref="InvalidOperationException">The method is public.</exception>
    public static Caller Caller(this ServerCallContext context) =>
        ((ServerCall)context).Principal as Caller ?? throw new InvalidOperationException($"{context.Method} was reached without a caller.");

    /// <summary>The caller's tenant: the scope of everything the call may touch.</summary>
    /// <exception cref="InvalidOperationException">The method is not one of a tenant's; the access interceptor lets no such call through.</exception>
    public static TenantId Tenant(this ServerCallContext context) =>
        context.Caller().Tenant ?? throw new InvalidOperationException($"{context.Method} was reached without a tenant.");
}
