using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Fastchat.Rpc.Json;

namespace Fastchat.Rpc.Calls;

/// <summary>The one place that turns an exception into a fault. Details of unknown exceptions go to the log, never out.</summary>
internal sealed class CallFailures(ILogger<CallFailures> logger, RpcOptions options)
{
    // A service may have much to say, but a message of the request's size would be that large a header.
    private const int LongestMessage = 16_000;
    private const int LongestParam = 500;

    public RpcFault ToFault(ServerCall call, Exception exception) => Sign(Read(call, exception));

    /// <summary>The fault in the host's name, where it names nobody, and no longer than a header may be: it may repeat what the caller sent.</summary>
    public RpcFault Sign(RpcFault fault)
    {
        var signed = fault.Domain is null ? fault with { Domain = options.ErrorDomain } : fault;
        return signed.Message.Length <= LongestMessage && !(signed.Param?.Length > LongestParam)
            ? signed
            : signed with { Message = RpcFault.Cut(signed.Message, LongestMessage), Param = signed.Param is { } param ? RpcFault.Cut(param, LongestParam) : null };
    }

    private RpcFault Read(ServerCall call, Exception exception)
    {
        switch (exception)
        {
            case RpcFaultException known:
                return known.Fault;
            case UnreadableMessageException unreadable:
                return unreadable.Fault;
            case JsonShapeException shape:
                return shape.ToFault();
            case RpcException rpc:
                return RichStatus.Read(rpc);
            case BadHttpRequestException bad:
                return new RpcFault(bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? StatusCode.OutOfRange : StatusCode.InvalidArgument, bad.Message)
                {
                    Reason = "INVALID_REQUEST",
                    HttpStatus = bad.StatusCode,
                };
            // So Kestrel tells of a chunk whose size is no number that it knows.
            case IOException { InnerException: OverflowException }:
                return RpcFault.InvalidArgument("The body's chunks are malformed.", reason: "INVALID_REQUEST");
            case OperationCanceledException or IOException when call.DeadlineExceeded:
                return new RpcFault(StatusCode.DeadlineExceeded, "The deadline passed before the call was done.") { Reason = "DEADLINE_EXCEEDED" };
            case OperationCanceledException or IOException when call.Drained:
                return CallDrain.Fault;
            case OperationCanceledException or IOException when call.CancellationToken.IsCancellationRequested:
                Log.CallerLeft(logger, call.Method);
                return new RpcFault(StatusCode.Cancelled, "The caller cancelled the call.") { Reason = "CANCELLED" };
            default:
                Log.Unhandled(logger, call.Method, call.RequestId, exception);
                return new RpcFault(StatusCode.Internal, $"The server failed; its log knows this call as {call.RequestId}.") { Reason = "INTERNAL" };
        }
    }
}
