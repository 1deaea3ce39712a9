using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Conformance;
using Fastchat.Rpc.WireTest;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace Fastchat.Rpc.Services;

/// <summary>The failures that cases ask for, as services throw them: with reasons of ours, or as any gRPC service does.</summary>
internal static class ScriptedFaults
{
    public static Exception ToException(ConformanceFault fault) =>
        fault is { Reason: "", Param: "", RetryMs: 0 } ? new RpcException(new Status((StatusCode)fault.Code, fault.Message), Trailers(fault)) : new RpcFaultException(new RpcFault((StatusCode)fault.Code, fault.Message)
        {
            Reason = fault.Reason.Length > 0 ? fault.Reason : null,
            Param = fault.Param.Length > 0 ? fault.Param : null,
            RetryAfter = fault.RetryMs > 0 ? TimeSpan.FromMilliseconds(fault.RetryMs) : null,
            Trailers = MetadataLines.Parse(fault.Trailers),
        });

    private static Metadata Trailers(ConformanceFault fault)
    {
        var trailers = MetadataLines.Parse(fault.Trailers);
        if (fault.Detail.Length == 0) return trailers;
        var detail = Any.Pack(new ConformanceResponse { Text = fault.Detail });
        trailers.Add(RpcFault.DetailsTrailer, new RpcStatus { Code = fault.Code, Message = fault.Message, Details = { detail } }.ToByteArray());
        return trailers;
    }
}
