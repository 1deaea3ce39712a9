using Google.Protobuf;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace Fastchat.Rpc.Calls;

/// <summary>
/// Failures as services of gRPC throw them: the details, if any, are a google.rpc.Status among the trailers. Taken out of there,
/// so that every protocol tells them in its own way. Source: gRPC, "Richer error model".
/// </summary>
internal static class RichStatus
{
    /// <summary>The exception as a fault.</summary>
    public static RpcFault Read(RpcException exception)
    {
        var fault = new RpcFault(exception.StatusCode, exception.Status.Detail) { Trailers = exception.Trailers };
        if (exception.Trailers.GetValueBytes(RpcFault.DetailsTrailer) is not { } bytes || Parse(bytes) is not { } status) return fault;
        var others = new Metadata();
        foreach (var entry in exception.Trailers.Where(e => e.Key != RpcFault.DetailsTrailer)) others.Add(entry);
        return fault with { Trailers = others, OtherDetails = status.Details };
    }

    // A service may attach what it likes: bytes that are no status stay a trailer like any other.
    private static RpcStatus? Parse(byte[] bytes)
    {
        try
        {
            return RpcStatus.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
