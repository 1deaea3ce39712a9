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

    /// <summary>The wait before the next attempt; null if there is none.</summary>
    public TimeSpan? Next(CallOutcome failure)
    {
        if (policy is null || _backoff is null) return null;
        var pushback = Pushback.Read(failure.Trailers);
        var isRetryable = policy.RetryableStatusCodes.Contains(failure.Status.StatusCode);
        var isStopped = pushback is { Wait: null };

        // Counted even when it was the last attempt: the budget measures the server, not this call.
        if (isRetryable || isStopped) throttle?.Failed();
        if (!isRetryable || isStopped || throttle is { AllowsRetries: false }) return null;
        if (PreviousAttempts + 1 >= Math.Min(policy.MaxAttempts, RetryPolicy.MostAttempts)) return null;

        PreviousAttempts++;
        if (pushback is not { Wait: { } wait }) return _backoff.Next();
        _backoff.Reset();
        return wait;
    }
}
