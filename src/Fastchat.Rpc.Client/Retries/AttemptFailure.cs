using Grpc.Core;

namespace Fastchat.Rpc.Client.Retries;

/// <summary>How an attempt ended that gave no response.</summary>
/// <param name="Outcome">What the call would end with.</param>
/// <param name="Reach">How far the attempt got.</param>
internal sealed record AttemptFailure(CallOutcome Outcome, AttemptReach Reach)
{
    private const long RefusedStream = 0x7;

    public static AttemptFailure Of(Exception exception) => exception is RpcException { Status: var status, Trailers: var trailers }
        ? new AttemptFailure(new CallOutcome(status, trailers), AttemptReach.Unknown)
        : new AttemptFailure(new CallOutcome(TransportErrors.ToStatus(exception), Metadata.Empty), ReachOf(exception));

    private static AttemptReach ReachOf(Exception exception)
    {
        // The call's own end is noted before anything is stopped, so this is a connection that took too long.
        if (exception is OperationCanceledException) return AttemptReach.NeverSent;
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is HttpProtocolException { ErrorCode: RefusedStream }) return AttemptReach.Refused;
            if (e is HttpRequestException { HttpRequestError: var error } && IsOfConnecting(error)) return AttemptReach.NeverSent;

            // A stream that is reset says that somebody is there; silence to a ping does not.
            if (e is HttpProtocolException protocol && !TransportErrors.IsUnansweredPing(protocol)) return AttemptReach.Unknown;
        }

        return exception is HttpRequestException ? AttemptReach.Broken : AttemptReach.Unknown;
    }

    private static bool IsOfConnecting(HttpRequestError error) => error is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError or HttpRequestError.VersionNegotiationError;
}
