using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>How a call ended.</summary>
internal sealed record CallOutcome(Status Status, Metadata Trailers)
{
    public static readonly CallOutcome Cancelled = Of(StatusCode.Cancelled, "The call was cancelled by its caller.");

    public static readonly CallOutcome DeadlineExceeded = Of(StatusCode.DeadlineExceeded, "The call's deadline has passed.");

    public static readonly CallOutcome NoResponse = Of(StatusCode.Internal, "The server ended the call with OK, but without the response that the method has.");

    public static readonly CallOutcome SecondResponse = Of(StatusCode.Internal, "The server sent more than the one response that the method has.");

    public bool IsOk => Status.StatusCode == StatusCode.OK;

    /// <summary>An outcome that was found on this side, without trailers.</summary>
    public static CallOutcome Of(StatusCode code, string detail) => new(new Status(code, detail), Metadata.Empty);

    public RpcException ToException() => new(Status, Trailers);

    public void ThrowIfFailed()
    {
        if (!IsOk) throw ToException();
    }
}
