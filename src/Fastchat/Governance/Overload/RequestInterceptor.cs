using Fastchat.Rpc.Calls;

namespace Fastchat.Governance.Overload;

/// <summary>Behind it the request is read, which may take its caller as long as he likes. The innermost of all.</summary>
public sealed class RequestInterceptor : CallInterceptor
{
    /// <inheritdoc />
    public override Task InterceptAsync(ServerCall call, CallHandler next)
    {
        call.Observer<WaitingCall>()?.Pause();
        return next(call);
    }
}
