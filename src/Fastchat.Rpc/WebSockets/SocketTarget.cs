using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Rest;

namespace Fastchat.Rpc.WebSockets;

/// <summary>What a WebSocket's path leads to.</summary>
/// <param name="Method">The method.</param>
/// <param name="Binding">Its binding in google.api.http; null on the method's own path.</param>
/// <param name="Path">The path's segments.</param>
internal sealed record SocketTarget(RpcMethod Method, RestBinding? Binding, string[] Path);
