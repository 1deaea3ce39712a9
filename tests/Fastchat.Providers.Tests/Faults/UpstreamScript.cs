namespace Fastchat.Providers.Faults;

/// <summary>What an upstream does with a question.</summary>
internal enum UpstreamScript
{
    /// <summary>Answers as it should.</summary>
    Well,

    /// <summary>Answers, and leaves the mark of the end out.</summary>
    NoDone,

    /// <summary>Answers, and does not state the usage.</summary>
    NoUsage,

    /// <summary>Stops without a finish reason, but with the mark of the end.</summary>
    NoReason,

    /// <summary>Stops in the middle as if all were well.</summary>
    Stops,

    /// <summary>Tells of an error in the middle.</summary>
    ErrorEvent,

    /// <summary>Says one piece of 10 MB.</summary>
    HugeEvent,

    /// <summary>Sends an event that is no JSON.</summary>
    NoJson,

    /// <summary>HTTP 429, with and without Retry-After.</summary>
    Limits,

    /// <summary>HTTP 500.</summary>
    Fails,

    /// <summary>HTTP 503.</summary>
    Unavailable,

    /// <summary>HTTP 529.</summary>
    Overloaded,

    /// <summary>HTTP 502 with a page of HTML.</summary>
    ErrorPage,

    /// <summary>HTTP 200 with a page of HTML.</summary>
    PageAsAnswer,

    /// <summary>Cuts the connection before it answers.</summary>
    Aborts,
}
