using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Calls;

/// <summary>Refuses calls whose request carries a secret: a route's reply could not show it, being hidden itself.</summary>
internal sealed class SecretGuard : CallInterceptor
{
    public override async Task InterceptAsync(ServerCall call, CallHandler next)
    {
        var request = (RouteRequest)await call.ReadOnlyRequestAsync();
        if (request.Secret.Length > 0) throw new RpcFaultException(RpcFault.InvalidArgument("A secret came by REST."));
        await call.WriteAsync(new RouteResponse(), global::Grpc.Core.WriteFlags.None);
    }
}
