namespace Fastchat.Rpc.Client.Configuration;

/// <summary>
/// A budget of retries for a whole channel: a failure takes one token, a success gives a fraction back, and while half
/// of the tokens or fewer are left nothing is tried again. Source: gRFC A6, "Throttling Retry Attempts and Hedged RPCs".
/// </summary>
public sealed record RetryThrottlingPolicy
{
    /// <summary>The tokens at the start, and the most there can be; 1 to 1000.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>The tokens that a success gives back; greater than 0, of which three decimal places count.</summary>
    public required double TokenRatio { get; init; }

    internal IEnumerable<string> Violations()
    {
        if (MaxTokens is < 1 or > 1000) yield return $"maxTokens is {MaxTokens}, but must be 1 to 1000";
        if (!(TokenRatio >= 0.001)) yield return "tokenRatio is less than 0.001";
    }
}
