namespace Fastchat.Rpc.Calls;

/// <summary>Ends a call with a fault. What caused it stays inside, for logs.</summary>
public sealed class RpcFaultException(RpcFault fault, Exception? inner = null) : Exception(fault.Message, inner)
{
    /// <summary>The fault.</summary>
    public RpcFault Fault { get; } = fault;
}
