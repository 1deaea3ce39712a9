using Fastchat.Rpc.Client.Retries;
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
        StartWithOneRequest(call, method, request, options);
        return new AsyncUnaryCall<TResponse>(call.ReadSingleAsync(), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new RpcCall<TResponse>(channel, method, method.ResponseMarshaller, host, options);
        StartWithOneRequest(call, method, request, options);
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

    private void StartWithOneRequest<TRequest, TResponse>(RpcCall<TResponse> call, Method<TRequest, TResponse> method, TRequest request, CallOptions options)
        where TRequest : class where TResponse : class
    {
        try
        {
            var encoding = RequestBuilder.EncodingOf(channel.Options, options);
            call.Requests.Append(new RequestFrame(FrameWriter.Write(method.RequestMarshaller, request, call.MaxSendSize, WantsPlain(options.WriteOptions) ? null : encoding)));
            call.Requests.Complete();
            call.Start();
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
        call.Start();
        return new ClientStreamWriter<TRequest, TResponse>(call, method.RequestMarshaller, options.Headers?.GetValue(RequestBuilder.EncodingKey) ?? channel.Options.RequestCompression)
        {
            WriteOptions = options.WriteOptions,
        };
    }

    private static bool WantsPlain(WriteOptions? options) => options?.Flags.HasFlag(WriteFlags.NoCompress) ?? false;
}
