using Fastchat.Foundation;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Governance.Identity;

/// <summary>The caller of a call, for doors.</summary>
public static class CallerExtensions
{
    /// <summary>The caller's tenant: the scope of everything the call may touch.</summary>
    /// <exception cref="InvalidOperationException">The method is not one of a tenant's; the access interceptor lets no such call through.</exception>
    public static TenantId Tenant(this ServerCallContext context) =>
        ((ServerCall)context).Principal is Caller { Tenant: { } tenant }
            ? tenant
            : throw new InvalidOperationException($"{context.Method} was reached without a tenant.");
}
