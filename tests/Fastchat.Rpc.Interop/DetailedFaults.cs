using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Rpc.Interop;

/// <summary>
/// Refuses a call whose metadata asks for that, with every kind of detail a fault can carry: what clients decode from
/// <c>grpc-status-details-bin</c>.
/// </summary>
internal sealed class DetailedFaults : CallInterceptor
{
    public override Task InterceptAsync(ServerCall call, CallHandler next) => call.Header("x-interop-fault") is { } message
        ? throw new RpcFaultException(new RpcFault(StatusCode.ResourceExhausted, message)
        {
            Reason = "TOO_OFTEN",
            Domain = "interop.test",
            Param = "payload.body",
            RetryAfter = TimeSpan.FromMilliseconds(1500),
        })
        : next(call);
}
