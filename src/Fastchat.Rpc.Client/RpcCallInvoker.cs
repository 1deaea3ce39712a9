using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>Makes calls over a channel.</summary>
internal sealed class RpcCallInvoker(RpcChannel channel) : CallInvoker
{
    // On the pool, so that a caller who blocks a thread with a synchronisation context does not wait for itself.
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        Task.Run(() => AsyncUnaryCall(method, host, options, request).ResponseAsync).GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new RpcCall<TResponse>(channel, method, method.ResponseMarshaller, host, options);
        StartWithOneRequest(call, method, request);
        return new AsyncUnaryCall<TResponse>(call.ReadSingleAsync(), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new RpcCall<TResponse>(channel, method, method.ResponseMarshaller, host, options);
        StartWithOneRequest(call, method, request);
        return new AsyncServerStreamingCall<TResponse>(new ResponseStreamReader<TResponse>(call), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new RpcCall<TResponse>(channel, method, method.ResponseMarshaller, host, options);
        var requests = StartWithRequestStream(call, method, options);
        return new AsyncClientStreamingCall<TRequest, TResponse>(requests, call.ReadSingleAsync(), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new RpcCall<TResponse>(channel, method, method.ResponseMarshaller, host, options);
        var requests = StartWithRequestStream(call, method, options);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(requests, new ResponseStreamReader<TResponse>(call), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    private void StartWithOneRequest<TRequest, TResponse>(RpcCall<TResponse> call, Method<TRequest, TResponse> method, TRequest request)
        where TRequest : class where TResponse : class
    {
        try
        {
            call.Start(new SingleFrameContent(FrameWriter.Write(method.RequestMarshaller, request, channel.Options.MaxSendMessageSize)));
        }
        catch (Exception exception)
        {
            // Like every other failure, this one is told by the call's tasks.
            call.Fail(exception);
        }
    }

    private ClientStreamWriter<TRequest, TResponse> StartWithRequestStream<TRequest, TResponse>(RpcCall<TResponse> call, Method<TRequest, TResponse> method, CallOptions options)
        where TRequest : class where TResponse : class
    {
        var content = new FrameStreamContent();
        call.Start(content);
        return new ClientStreamWriter<TRequest, TResponse>(call, content, method.RequestMarshaller, channel.Options.MaxSendMessageSize)
        {
            WriteOptions = options.WriteOptions,
        };
    }
}
