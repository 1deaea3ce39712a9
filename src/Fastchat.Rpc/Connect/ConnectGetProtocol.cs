using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Http;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Connect;

/// <summary>Connect by GET, for methods without side effects: the query is the request.</summary>
internal sealed class ConnectGetProtocol(RpcOptions options) : WireProtocol
{
    public override RpcFault? Check(HttpContext http, RpcMethod method) => null;

    public override ServerCall Open(HttpContext http, RpcMethod method)
    {
        var query = ConnectQuery.Parse(http.Request.QueryString);
        return new ConnectUnaryCall(http, method, query.Codec, query, options);
    }

    public override ValueTask RefuseAsync(HttpContext http, RpcFault fault) => ConnectUnaryCall.WriteErrorAsync(http, fault);
}
