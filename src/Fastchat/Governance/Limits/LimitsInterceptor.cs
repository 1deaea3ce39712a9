using Fastchat.Governance.Access;
using Fastchat.Governance.Identity;
using Fastchat.Rpc.Calls;

namespace Fastchat.Governance.Limits;

/// <summary>Takes each call of a tenant from its limits before it is served; the operator has none.</summary>
public sealed class LimitsInterceptor(RequestLimiter limiter, AccessRules rules) : CallInterceptor
{
    /// <inheritdoc />
    public override Task InterceptAsync(ServerCall call, CallHandler next) =>
        rules.For(call.RpcMethod).Public || (Caller)call.Principal! is { IsAdmin: true } ? next(call) : TakeAsync(call, next);

    private async Task TakeAsync(ServerCall call, CallHandler next)
    {
        if (await limiter.TakeAsync((Caller)call.Principal!, call.CancellationToken) is { } standing) LimitRefusal.Heed(call, standing);
        await next(call);
    }
}
