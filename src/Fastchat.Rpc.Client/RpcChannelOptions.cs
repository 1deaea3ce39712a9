using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>How a channel reaches its server and what it lets through.</summary>
public sealed record RpcChannelOptions
{
    /// <summary>
    /// The handler that carries the requests, for example one that connects in memory or trusts a certificate of its
    /// own; null for one made by the channel. It must speak HTTP/2, and stays the caller's to dispose of.
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; init; }

    /// <summary>Metadata made afresh for every call; a call's own credentials are applied after these.</summary>
    public CallCredentials? Credentials { get; init; }

    /// <summary>The largest response message in bytes, after decompression; null for no limit. Default 4 MiB.</summary>
    public int? MaxReceiveMessageSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest request message in bytes; null for no limit, which is the default.</summary>
    public int? MaxSendMessageSize { get; init; }

    /// <summary>How long a connection may take to open. Default 20 seconds. Not used with an own handler.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a connection with calls under way may be silent before it is pinged. Default 60 seconds. Not used with an own handler.</summary>
    public TimeSpan KeepAlivePingDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a ping may stay unanswered before the connection counts as lost. Default 20 seconds. Not used with an own handler.</summary>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The clock that deadlines are measured by.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
