using System.Net;
using System.Net.Security;

namespace Fastchat.Rpc.Client;

/// <summary>Makes the handler of a channel that was given none.</summary>
internal static class ChannelHandler
{
    /// <summary>
    /// Bytes a stream may be ahead of its reader. The default of 64 KiB makes a fast server wait for window updates
    /// until the window has grown; the price is up to this much memory for a call that nobody reads.
    /// </summary>
    private const int StreamWindow = 1024 * 1024;

    /// <summary>Whether a connection to the address goes through a proxy, which can carry HTTP/2 through a TLS tunnel only.</summary>
    public static bool IsProxied(Uri address) => address.Scheme == Uri.UriSchemeHttps && !HttpClient.DefaultProxy.IsBypassed(address);

    public static SocketsHttpHandler Create(Uri address, RpcChannelOptions options) => new()
    {
        // A server allows some streams only on each connection; calls beyond that would wait for others to end.
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = StreamWindow,
        ConnectTimeout = options.ConnectTimeout,
        KeepAlivePingDelay = options.KeepAlivePingDelay,
        KeepAlivePingTimeout = options.KeepAlivePingTimeout,
        KeepAlivePingPolicy = options.KeepAlivePingPolicy,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        // gRPC has none of these; messages are decompressed one by one.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseProxy = address.Scheme == Uri.UriSchemeHttps,
        SslOptions = options.Tls ?? new SslClientAuthenticationOptions(),
    };
}
