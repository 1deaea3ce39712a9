using Fastchat.Rpc.Calls;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Rest;

/// <summary>How a REST call answers. Apart from the call, because a body's field may choose it late.</summary>
internal abstract class RestResponse(RestCall call, RestBinding binding)
{
    protected RestCall Call { get; } = call;

    protected RestBinding Binding { get; } = binding;

    protected HttpContext Http => Call.Http;

    /// <summary>The answer that fits the method's response.</summary>
    public static RestResponse For(RestCall call, RestBinding binding)
    {
        if (binding.RawResponse) return new BytesRestResponse(call, binding);
        return binding.Method.ServerStreams ? new SseRestResponse(call, binding) : new JsonRestResponse(call, binding);
    }

    /// <summary>Sends the headers, without a message, where the form allows it.</summary>
    public abstract ValueTask StartAsync();

    /// <summary>Writes a response message.</summary>
    public abstract ValueTask WriteAsync(IMessage message, WriteFlags flags);

    /// <summary>Sends what waits in the buffer.</summary>
    public abstract ValueTask FlushAsync();

    /// <summary>Ends a response that went well.</summary>
    public abstract ValueTask EndAsync();

    /// <summary>Ends a response that had begun and went wrong.</summary>
    public abstract ValueTask BreakAsync(RpcFault fault);
}
