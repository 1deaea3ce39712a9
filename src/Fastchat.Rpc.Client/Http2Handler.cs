using System.Net;

namespace Fastchat.Rpc.Client;

/// <summary>Makes the handler of a channel that was given none.</summary>
internal static class Http2Handler
{
    /// <summary>
    /// Bytes a stream may be ahead of its reader. The default of 64 KiB makes a fast server wait for window updates
    /// until the window has grown; the price is up to this much memory for a call that nobody reads.
    /// </summary>
    private const int StreamWindow = 1024 * 1024;

    public static SocketsHttpHandler Create(Uri address, RpcChannelOptions options) => new()
    {
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = StreamWindow,
        ConnectTimeout = options.ConnectTimeout,
        KeepAlivePingDelay = options.KeepAlivePingDelay,
        KeepAlivePingTimeout = options.KeepAlivePingTimeout,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        // gRPC has none of these; messages are decompressed one by one.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        // A proxy can carry HTTP/2 through a TLS tunnel only.
        UseProxy = address.Scheme == Uri.UriSchemeHttps,
    };
}
