using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Client.Tests;

internal static class Faults
{
    /// <summary>A refusal as the product's services state it.</summary>
    public static RpcFaultException Of(StatusCode code, string message, string? reason = null, string? param = null) =>
        new(new RpcFault(code, message) { Reason = reason, Param = param, Domain = "fastchat.dev" });
}
