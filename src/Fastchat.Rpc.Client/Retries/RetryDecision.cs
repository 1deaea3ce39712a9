using Fastchat.Rpc.Client.Configuration;

namespace Fastchat.Rpc.Client.Retries;

/// <summary>Decides for one call whether an attempt that failed is followed by another. Source: gRFC A6, "Summary of Retry and Hedging Logic".</summary>
internal sealed class RetryDecision(RetryPolicy? policy, RetryThrottle? throttle, Random random)
{
    private readonly Backoff? _backoff = policy is null ? null : new Backoff(policy.InitialBackoff, policy.MaxBackoff, policy.BackoffMultiplier, random);
    private bool _hasBeenRefused;

    /// <summary>The attempts made before the present one that the server may have seen: the value of <c>grpc-previous-rpc-attempts</c>.</summary>
    public int PreviousAttempts { get; private set; }

    /// <summary>Whether a stream that the server refused unseen is opened again: once, because it costs the wire something.</summary>
    public bool MayRepeatRefused() => !_hasBeenRefused && (_hasBeenRefused = true);

    /// <summary>Counts a failure. Also that of a last attempt and of one that had begun to answer: the budget measures the server, not this call.</summary>
    public void Count(CallOutcome failure)
    {
        if (policy is null) return;
        if (IsRetryable(policy, failure) || Pushback.Read(failure.Trailers) is { Wait: null }) throttle?.Failed();
    }

    /// <summary>The wait before the next attempt; null if there is none.</summary>
    /// <param name="failure">How the last attempt ended.</param>
    /// <param name="mayReplay">Whether its requests can be sent again.</param>
    public TimeSpan? Next(CallOutcome failure, bool mayReplay)
    {
        if (policy is null || _backoff is null) return null;
        Count(failure);
        var pushback = Pushback.Read(failure.Trailers);
        if (!mayReplay || !IsRetryable(policy, failure) || pushback is { Wait: null } || throttle is { AllowsRetries: false }) return null;
        if (PreviousAttempts + 1 >= Math.Min(policy.MaxAttempts, RetryPolicy.MostAttempts)) return null;

        PreviousAttempts++;
        if (pushback is not { Wait: { } wait }) return _backoff.Next();
        _backoff.Reset();
        return wait;
    }

    private static bool IsRetryable(RetryPolicy policy, CallOutcome failure) => policy.RetryableStatusCodes.Contains(failure.Status.StatusCode);
}
