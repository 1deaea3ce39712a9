namespace Fastchat.Rpc.Calls;

/// <summary>
/// One message of a call's requests cannot be read, and those behind it still can. A service that reads on keeps the call; one
/// that lets it through ends it. So only WebSockets say it, where each message has a frame of its own.
/// </summary>
public sealed class UnreadableMessageException(RpcFault fault, Exception? inner = null) : Exception(fault.Message, inner)
{
    /// <summary>What is wrong with it.</summary>
    public RpcFault Fault { get; } = fault;
}
