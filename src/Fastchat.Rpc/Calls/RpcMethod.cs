using Fastchat.Rpc.Http;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Fastchat.Rpc.Calls;

/// <summary>
/// One method of a service, ready to be served over any protocol. Subclasses fold the four kinds of call into one shape:
/// given a call, read requests from it and write responses to it.
/// </summary>
public abstract class RpcMethod
{
    internal RpcMethod(IMethod method, MethodDescriptor descriptor)
    {
        Type = method.Type;
        FullName = method.FullName;
        Descriptor = descriptor;
        Safe = descriptor.GetOptions()?.IdempotencyLevel == MethodOptions.Types.IdempotencyLevel.NoSideEffects;
        Handler = static call => call.ServeAsync();
    }

    /// <summary>Which sides stream.</summary>
    public MethodType Type { get; }

    /// <summary>The path on the wire: <c>/package.Service/Method</c>.</summary>
    public string FullName { get; }

    /// <summary>The method's description, options included.</summary>
    public MethodDescriptor Descriptor { get; }

    /// <summary>Whether the contract says that calls change nothing: <c>option idempotency_level = NO_SIDE_EFFECTS</c>.</summary>
    public bool Safe { get; }

    /// <summary>Whether the caller may send many messages.</summary>
    public bool ClientStreams => Type is MethodType.ClientStreaming or MethodType.DuplexStreaming;

    /// <summary>Whether the service may send many messages.</summary>
    public bool ServerStreams => Type is MethodType.ServerStreaming or MethodType.DuplexStreaming;

    /// <summary>
    /// Whether the method serves the server itself and not an API: health, reflection. Interceptors that go by what a
    /// contract says of its methods let it through: the contract is published, and says nothing.
    /// </summary>
    public bool IsInfrastructure { get; internal set; }

    /// <summary>How the wire behaves; here, so that a call finds it without asking a container.</summary>
    internal RpcOptions Options { get; private set; } = new();

    /// <summary>See <see cref="CallDrain.Over"/>.</summary>
    internal CancellationToken Drained { get; private set; }

    /// <summary>Whether a side streams: such a call may be a long one.</summary>
    internal bool Streams => Type != MethodType.Unary;

    /// <summary>The interceptors, and behind them what the call itself says is to be served.</summary>
    internal CallHandler Handler { get; private set; }

    /// <summary>All methods of the host; null before it is put into one.</summary>
    internal RpcMethodTable? Host { get; private set; }

    /// <summary>Puts the method into a host, interceptors in front; called once, at start.</summary>
    internal void Install(IEnumerable<CallInterceptor> interceptors, RpcOptions options, CancellationToken drained, RpcMethodTable host)
    {
        Options = options;
        Drained = drained;
        Host = host;
        foreach (var interceptor in interceptors.Reverse())
        {
            var next = Handler;
            Handler = call => interceptor.InterceptAsync(call, next);
        }
    }

    /// <summary>Serves one call; no interceptor is in front.</summary>
    internal abstract Task InvokeAsync(ServerCall call);
}
