namespace Fastchat.ModelGateway.Routing;

/// <summary>Which time a stream took too much of.</summary>
internal enum PatienceEnd
{
    /// <summary>None.</summary>
    None,

    /// <summary>To its first delta.</summary>
    FirstToken,

    /// <summary>Between two deltas.</summary>
    BetweenTokens,

    /// <summary>In all.</summary>
    Total,
}
