using Fastchat.Rpc.Calls;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Http;

/// <summary>A protocol that calls methods by their path <c>/package.Service/Method</c>: it opens calls and refuses them.</summary>
internal abstract class WireProtocol
{
    /// <summary>Why a method cannot be called this way; null when it can.</summary>
    public abstract RpcFault? Check(HttpContext http, RpcMethod method);

    /// <summary>Opens a call.</summary>
    /// <exception cref="RpcFaultException">A header is malformed.</exception>
    public abstract ServerCall Open(HttpContext http, RpcMethod method);

    /// <summary>Replies with an error to a call that was never opened.</summary>
    public abstract ValueTask RefuseAsync(HttpContext http, RpcFault fault);
}
