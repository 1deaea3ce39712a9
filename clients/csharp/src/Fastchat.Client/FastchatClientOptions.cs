namespace Fastchat.Client;

/// <summary>How a client behaves.</summary>
public sealed record FastchatClientOptions
{
    /// <summary>How long a call with one answer may take; null, the default, for as long as it needs. Streams, uploads and downloads have no limit but their token.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The handler that carries the requests; null for one made by the client. It must speak HTTP/2, and stays yours to dispose of.</summary>
    public HttpMessageHandler? HttpHandler { get; init; }

    /// <summary>The clock of time-outs and polling.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
