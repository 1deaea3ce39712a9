using System.Net;
using System.Net.Security;
using Fastchat.Rpc.Client.Configuration;
using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>How a channel reaches its servers and what it lets through.</summary>
public sealed record RpcChannelOptions
{
    /// <summary>
    /// The handler that carries the requests, for example one that connects in memory; null for one made by the channel.
    /// It must speak <see cref="HttpVersion"/>, and stays the caller's to dispose of.
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; init; }

    /// <summary>
    /// Whether the channel is secured, which must fit its addresses, and what all its calls carry; a call's own credentials are
    /// applied after these. Null for what the addresses say, and nothing carried.
    /// </summary>
    public ChannelCredentials? Credentials { get; init; }

    /// <summary>
    /// Whether call credentials may travel in cleartext to another machine, where anyone on the way can read and reuse them.
    /// Default false; the machine's own loopback addresses are always allowed.
    /// </summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; init; }

    /// <summary>
    /// What TLS checks and shows: a certificate authority of one's own (<c>CertificateChainPolicy</c>), a check of one's own, a
    /// client certificate; null for the system's. Not used with an own handler.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Retries, time-outs, limits by method, and the choice among several addresses; null for gRPC's defaults: none, none, none and the first.</summary>
    public ServiceConfig? ServiceConfig { get; init; }

    /// <summary>The most bytes of requests kept for retries by one call; a call that sends more is not tried again. Default 1 MiB.</summary>
    public long MaxRetryBufferPerCallSize { get; init; } = 1024 * 1024;

    /// <summary>The most bytes of requests kept for retries by all calls together. Default 16 MiB.</summary>
    public long MaxRetryBufferSize { get; init; } = 16 * 1024 * 1024;

    /// <summary>gRPC or gRPC-Web. Default gRPC.</summary>
    public WireFormat WireFormat { get; init; } = WireFormat.Grpc;

    /// <summary>The version of HTTP: 2.0, the default, or 1.1 with gRPC-Web.</summary>
    public Version HttpVersion { get; init; } = System.Net.HttpVersion.Version20;

    /// <summary>
    /// How requests are compressed: <c>gzip</c>, <c>deflate</c>, or null for not at all, which is the default. The metadata
    /// <c>grpc-internal-encoding-request</c> of a call, which is not sent, says it for that call. Responses may be either.
    /// </summary>
    public string? RequestCompression { get; init; }

    /// <summary>The largest response message in bytes, after decompression; null for no limit. Default 4 MiB.</summary>
    public int? MaxReceiveMessageSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest request message in bytes, before compression; null for no limit, which is the default.</summary>
    public int? MaxSendMessageSize { get; init; }

    /// <summary>How long a connection may take to open. Default 20 seconds. Not used with an own handler.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long a connection may be silent before it is pinged, 1 second or more. Default never, as gRPC has it: servers may
    /// close a connection that is pinged more often than once in 5 minutes. Not used with an own handler. Source: gRPC "Keepalive User Guide".
    /// </summary>
    public TimeSpan KeepAlivePingDelay { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long a ping may stay unanswered before the connection counts as lost, 1 second or more. Default 20 seconds. Not used with an own handler.</summary>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether connections without calls are pinged, too. Default not. Not used with an own handler.</summary>
    public HttpKeepAlivePingPolicy KeepAlivePingPolicy { get; init; } = HttpKeepAlivePingPolicy.WithActiveRequests;

    /// <summary>The clock that deadlines and waits are measured by.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the jitter of waits comes from.</summary>
    internal Random Random { get; init; } = Random.Shared;

    /// <summary>What is wrong with these options for these addresses; nothing if they hold.</summary>
    internal IEnumerable<string> Violations(IReadOnlyList<Uri> addresses)
    {
        foreach (var violation in ServiceConfig?.Violations() ?? []) yield return $"{nameof(ServiceConfig)}.{violation}";
        if (WireFormat == WireFormat.Grpc && HttpVersion != System.Net.HttpVersion.Version20) yield return $"{nameof(HttpVersion)} is {HttpVersion}, but gRPC needs 2.0";
        if (HttpVersion != System.Net.HttpVersion.Version20 && HttpVersion != System.Net.HttpVersion.Version11) yield return $"{nameof(HttpVersion)} is {HttpVersion}; known are 2.0 and 1.1";
        if (!Compression.IsKnown(RequestCompression)) yield return $"{nameof(RequestCompression)} is '{RequestCompression}'; known are gzip and deflate";
        foreach (var address in addresses)
        {
            var isSecure = address.Scheme == Uri.UriSchemeHttps;
            if (Credentials is { } credentials && credentials.IsSecure != isSecure) yield return $"{nameof(Credentials)} do not fit '{address}'";
            if (Tls is not null && !isSecure) yield return $"{nameof(Tls)} is given, but '{address}' does not use it";
            if (Credentials?.CallCredentials is not null && !MayCarryCredentials(address))
                yield return $"'{address}' is cleartext to another machine: credentials are sent there only with {nameof(UnsafeUseInsecureChannelCallCredentials)}";
        }
    }

    internal bool MayCarryCredentials(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || address.IsLoopback || UnsafeUseInsecureChannelCallCredentials;
}
