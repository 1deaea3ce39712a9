namespace Fastchat.ModelGateway.Caching;

/// <summary>What became of a wish for a kept answer.</summary>
public enum CacheOutcome
{
    /// <summary>Answers are not kept for this tenant, or by this server.</summary>
    Off,

    /// <summary>There is none; the model is asked.</summary>
    Miss,

    /// <summary>The model is asked, as was wished.</summary>
    Refresh,

    /// <summary>There is one, and it is given.</summary>
    Hit,
}
