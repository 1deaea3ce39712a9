using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Fastchat.Rpc.Calls;

internal sealed class UnaryMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodDescriptor descriptor, UnaryServerMethod<TRequest, TResponse> handler)
    : RpcMethod(method, descriptor) where TRequest : class where TResponse : class
{
    internal override async Task InvokeAsync(ServerCall call)
    {
        var request = (TRequest)await call.ReadOnlyRequestAsync();
        var response = call.Answered ?? (IMessage)await handler(request, call);
        await call.SendAsync(response, (call.WriteOptions?.Flags ?? WriteFlags.None) | WriteFlags.BufferHint);
    }
}

internal sealed class ServerStreamingMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodDescriptor descriptor, ServerStreamingServerMethod<TRequest, TResponse> handler)
    : RpcMethod(method, descriptor) where TRequest : class where TResponse : class
{
    internal override async Task InvokeAsync(ServerCall call)
    {
        var request = (TRequest)await call.ReadOnlyRequestAsync();
        await handler(request, new ResponseStream<TResponse>(call), call);
    }
}

internal sealed class ClientStreamingMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodDescriptor descriptor, ClientStreamingServerMethod<TRequest, TResponse> handler)
    : RpcMethod(method, descriptor) where TRequest : class where TResponse : class
{
    internal override async Task InvokeAsync(ServerCall call)
    {
        var response = await handler(new RequestStream<TRequest>(call), call);
        await call.SendAsync((IMessage)response, (call.WriteOptions?.Flags ?? WriteFlags.None) | WriteFlags.BufferHint);
    }
}

internal sealed class DuplexStreamingMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodDescriptor descriptor, DuplexStreamingServerMethod<TRequest, TResponse> handler)
    : RpcMethod(method, descriptor) where TRequest : class where TResponse : class
{
    internal override Task InvokeAsync(ServerCall call) =>
        handler(new RequestStream<TRequest>(call), new ResponseStream<TResponse>(call), call);
}
