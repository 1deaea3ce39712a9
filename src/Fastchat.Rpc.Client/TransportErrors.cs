using System.Net.Sockets;
using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>Turns the failures of HttpClient into statuses. Source: gRPC over HTTP/2, "Errors".</summary>
internal static class TransportErrors
{
    private const long ProtocolError = 0x1;

    public static Status ToStatus(Exception exception)
    {
        // Outermost first, but an HTTP/2 error code, wherever it is, says more than any of its wrappings.
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is HttpProtocolException protocol) return Status(IsUnansweredPing(protocol) ? StatusCode.Unavailable : FromHttp2(protocol.ErrorCode), protocol);
        }

        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case HttpRequestException { HttpRequestError: var error } when FromRequest(error) is { } code:
                    return Status(code, e);
                case SocketException or IOException:
                    return Status(StatusCode.Unavailable, e);
            }
        }

        return exception switch
        {
            // The call's own end is noted before anything is stopped, so this is a connection that took too long.
            OperationCanceledException => Status(StatusCode.Unavailable, exception),
            // The channel was shut down between the choice of an address and the sending.
            ObjectDisposedException => RpcChannel.Closed,
            _ => Status(StatusCode.Internal, exception),
        };

        Status Status(StatusCode code, Exception cause) => new(code, Describe(cause), exception);
    }

    /// <summary>Whether a keepalive ping found no answer. HttpClient calls that a breach of the protocol, and only its words tell the two apart.</summary>
    public static bool IsUnansweredPing(HttpProtocolException protocol) =>
        protocol.ErrorCode == ProtocolError && protocol.Message.Contains("ping", StringComparison.OrdinalIgnoreCase);

    private static StatusCode FromHttp2(long errorCode) => errorCode switch
    {
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM: the server has not begun the call.
        0x8 => StatusCode.Cancelled, // CANCEL
        0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };

    private static StatusCode? FromRequest(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError or HttpRequestError.ResponseEnded
            or HttpRequestError.VersionNegotiationError => StatusCode.Unavailable,
        HttpRequestError.ConfigurationLimitExceeded => StatusCode.ResourceExhausted,
        HttpRequestError.HttpProtocolError => StatusCode.Internal,
        // What lies within says more: a peer that goes away during the handshake is an invalid response, too.
        _ => null,
    };

    private static string Describe(Exception cause) =>
        cause.InnerException is { } inner && !cause.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{cause.Message} {inner.Message}"
            : cause.Message;
}
