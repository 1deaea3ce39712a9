namespace Fastchat.Rpc;

/// <summary>How the wire behaves.</summary>
public sealed record RpcOptions
{
    /// <summary>Buffered bytes that are flushed even while the producer has more.</summary>
    internal const int FlushThreshold = 16 * 1024;

    /// <summary>The largest single request message in bytes; default 4 MiB, gRPC's own.</summary>
    public int MaxReceiveMessageSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// The largest single response message in bytes, as Protobuf and before compression; a larger one ends its call with
    /// RESOURCE_EXHAUSTED. Null, the default, for no limit, which is gRPC's own.
    /// </summary>
    public int? MaxSendMessageSize { get; init; }

    /// <summary>The largest JSON body of a REST request in bytes; default 32 MiB.</summary>
    public int MaxJsonBodySize { get; init; } = 32 * 1024 * 1024;

    /// <summary>How deep a JSON body may nest; default 100.</summary>
    public int MaxJsonDepth { get; init; } = 100;

    /// <summary>Responses of at least so many bytes are compressed where the caller takes gzip or deflate and the service does not write them as NoCompress; null for never.</summary>
    public int? CompressResponsesFrom { get; init; }

    /// <summary>Origins whose pages may call; "*" for all. Keys travel in headers that pages must set themselves, so all is safe.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = ["*"];

    /// <summary>Who defines the reasons of faults that name nobody, the wire's own included; in google.rpc.ErrorInfo.</summary>
    public string ErrorDomain { get; init; } = "rpc";

    /// <summary>How many connections may be open at once; more are closed as they come. Default 10,000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>How long a new connection to the one port may take to show which version of HTTP it speaks; default 10 seconds.</summary>
    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often event streams are looked at: one that was silent the whole time is sent a comment. Default 10 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a response that streams may wait for a reader that takes nothing; then its call is cancelled. Default 2 minutes.
    /// Over HTTP/2 a reader stops a stream by its window, which Kestrel's own minimum rate does not see.
    /// </summary>
    public TimeSpan StalledReaderTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After how long without a frame the server pings an HTTP/2 connection, at least one second. Default 60 seconds.</summary>
    public TimeSpan KeepAlivePingDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the answer to such a ping may take before the connection is closed, at least one second; default 20 seconds.</summary>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a WebSocket's peer is pinged; one that stays silent for as long again is given up. Default 20 seconds.</summary>
    public TimeSpan WebSocketPingInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The clock of deadlines, heartbeats and pings.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
