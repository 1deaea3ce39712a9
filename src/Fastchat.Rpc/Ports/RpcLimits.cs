using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fastchat.Rpc;

/// <summary>Kestrel's limits as a server of streams needs them: each bounds what one peer can hold, or for how long.</summary>
public static class RpcLimits
{
    /// <summary>Sets the limits for all ports. Limits of single messages are in <see cref="RpcOptions"/>.</summary>
    public static void UseRpcLimits(this KestrelServerOptions kestrel, RpcOptions? options = null)
    {
        // The peer of a cleartext HTTP/2 connection says "http", though our port tells Kestrel of ALPN.
        kestrel.AllowAlternateSchemes = true;
        kestrel.AddServerHeader = false;
        options ??= new RpcOptions();
        Connections(kestrel.Limits, options.MaxConnections);
        Requests(kestrel.Limits);
        Streams(kestrel.Limits.Http2, options);
    }

    private static void Connections(KestrelServerLimits limits, int maxConnections)
    {
        // Upgraded ones (WebSocket) leave the first count and enter the second.
        limits.MaxConcurrentConnections = maxConnections;
        limits.MaxConcurrentUpgradedConnections = maxConnections;

        // An idle connection costs a few kilobytes: long enough for a client to keep it between two questions.
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
    }

    private static void Requests(KestrelServerLimits limits)
    {
        // Four times gRPC's customary 8 KiB of metadata. Over HTTP/2 and HTTP/1.1 it bounds what is held before a request is known.
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.MaxRequestHeaderCount = 100;
        limits.MaxRequestLineSize = 8 * 1024;

        // The time from a request's first byte to its last header: an honest client needs one round trip.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);

        // A body that trickles is cut off; methods whose requests are streams lift it for themselves.
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

        // A reader that takes nothing is cut off, since the answer waits for it. The grace is long: a page that is busy, or a
        // program that works on each token, may stop reading for a while.
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(30));

        // What waits in one response for its reader.
        limits.MaxResponseBufferSize = 64 * 1024;
    }

    private static void Streams(Http2Limits limits, RpcOptions options)
    {
        // Calls at once on one connection; Kestrel keeps account of twice as many, resets included (CVE-2023-44487), and
        // answers more with ENHANCE_YOUR_CALM. A client that multiplexes streams of tokens needs more than the usual 100.
        limits.MaxStreamsPerConnection = 1000;

        // How much a peer may send ahead of its reader. Messages are read as they come, so what bounds one that is under way is
        // RpcOptions.MaxReceiveMessageSize.
        limits.InitialConnectionWindowSize = 4 * 1024 * 1024;
        limits.InitialStreamWindowSize = 1024 * 1024;
        limits.MaxFrameSize = 16 * 1024;
        limits.MaxRequestHeaderFieldSize = 32 * 1024;

        // A peer that vanished without a word (a closed laptop) is found by it, and its calls are cancelled.
        limits.KeepAlivePingDelay = options.KeepAlivePingDelay;
        limits.KeepAlivePingTimeout = options.KeepAlivePingTimeout;
    }
}
