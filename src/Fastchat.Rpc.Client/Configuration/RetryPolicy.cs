using Grpc.Core;

namespace Fastchat.Rpc.Client.Configuration;

/// <summary>
/// When a call that failed before it had any response is made again. UNAVAILABLE does not prove that the server did
/// nothing: name methods that may run twice. Source: gRFC A6, "Retry Policy".
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>More attempts than this are not made, whatever a policy says. Source: gRFC A6, "Limits on Retries and Hedges".</summary>
    internal const int MostAttempts = 5;

    /// <summary>How often a call is made at most, the first time included; 2 or more, and more than 5 counts as 5.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>The wait before the second attempt, ±20 %.</summary>
    public required TimeSpan InitialBackoff { get; init; }

    /// <summary>The longest wait, ±20 %.</summary>
    public required TimeSpan MaxBackoff { get; init; }

    /// <summary>How many times longer each wait is than the one before; greater than 0.</summary>
    public required double BackoffMultiplier { get; init; }

    /// <summary>The codes that are worth another attempt; at least one.</summary>
    public required IReadOnlyCollection<StatusCode> RetryableStatusCodes { get; init; }

    internal IEnumerable<string> Violations()
    {
        if (MaxAttempts < 2) yield return $"maxAttempts is {MaxAttempts}, but must be 2 or more";
        if (InitialBackoff <= TimeSpan.Zero) yield return "initialBackoff is not positive";
        if (MaxBackoff <= TimeSpan.Zero) yield return "maxBackoff is not positive";
        if (!(BackoffMultiplier > 0)) yield return "backoffMultiplier is not positive";
        if (RetryableStatusCodes.Count == 0) yield return "retryableStatusCodes is empty";
        if (RetryableStatusCodes.Contains(StatusCode.OK)) yield return "retryableStatusCodes has OK";
    }
}
