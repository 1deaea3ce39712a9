namespace Fastchat.Rpc.Calls;

/// <summary>Serves a call: the service, or an interceptor with everything behind it.</summary>
public delegate Task CallHandler(ServerCall call);

/// <summary>
/// Stands between the wire and the services, once for all protocols and all four kinds of call. The first one registered
/// is the outermost.
/// </summary>
public abstract class CallInterceptor
{
    /// <summary>Does its part and hands on to <paramref name="next"/>; not calling it ends the call.</summary>
    public abstract Task InterceptAsync(ServerCall call, CallHandler next);
}
