namespace Fastchat.ModelGateway.Routing;

/// <summary>Why a target gave no answer, as far as it matters for who is asked next.</summary>
public enum FailureCause
{
    /// <summary>It cannot be reached, failed, is overloaded or took too long.</summary>
    Error,

    /// <summary>It limits its callers.</summary>
    RateLimited,

    /// <summary>The question is longer than it can read.</summary>
    ContextTooLong,

    /// <summary>It will not answer this.</summary>
    ContentRefused,
}
