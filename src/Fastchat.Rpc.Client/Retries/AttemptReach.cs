namespace Fastchat.Rpc.Client.Retries;

/// <summary>How far an attempt got before it failed. Source: gRFC A6, "Transparent Retries".</summary>
internal enum AttemptReach
{
    /// <summary>No connection could be opened.</summary>
    NeverSent,

    /// <summary>The server refused the stream before its code saw it.</summary>
    Refused,

    /// <summary>The connection broke before an answer; the server may have begun to work.</summary>
    Broken,

    /// <summary>The server may have begun to work.</summary>
    Unknown,

    /// <summary>The server said how it ended.</summary>
    Served,
}
