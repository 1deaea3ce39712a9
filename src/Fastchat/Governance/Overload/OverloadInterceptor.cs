using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.Options.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Rpc.Calls;

namespace Fastchat.Governance.Overload;

/// <summary>
/// Refuses a call that reaches a model when too many wait already. It stands behind identity, so that only callers who are known
/// take a place, and before audit and limits: those write, and a refusal must cost next to nothing.
/// </summary>
public sealed class OverloadInterceptor(OverloadGate gate, AccessRules rules) : CallInterceptor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public override Task InterceptAsync(ServerCall call, CallHandler next) =>
        rules.For(call.RpcMethod).Quota == QuotaClass.Model ? CountAsync(call, next) : next(call);

    private async Task CountAsync(ServerCall call, CallHandler next)
    {
        if (!gate.HasRoom)
            throw new FastchatException(ErrorReason.ModelOverloaded, "The server has more calls waiting than it can begin soon; try again in a second.") { RetryAfter = Patience };
        using var waiting = new WaitingCall(gate);
        call.Observe(waiting);
        await next(call);
    }
}
