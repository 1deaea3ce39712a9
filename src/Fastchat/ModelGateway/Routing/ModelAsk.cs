using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

/// <summary>
/// One model being asked for its first delta, the only loop of repeats there is. A round asks each fit target once: another
/// target is a better second try than the same one. Then comes a pause, and those whose failure may have passed are asked again.
/// </summary>
internal sealed class ModelAsk(CallScope call, RegisteredModel model, ModelRequest request)
{
    private readonly Candidate[] _targets = TargetOrder.Of(model, call.Registry, call.Guards, request.StickyKey, call.Random);
    private int _round;
    private int _at;
    private Candidate? _full;
    private Candidate? _failing;

    /// <summary>An attempt whose first delta is there.</summary>
    /// <exception cref="FastchatException">Why there is none.</exception>
    public async Task<Attempt> OpenAsync()
    {
        FastchatException? failure = null;
        for (; ; _round++)
        {
            _at = 0;
            while ((Next() ?? await QueueAsync()) is { } attempt)
            {
                try
                {
                    return await new HedgedOpening(call, model, request).OpenAsync(attempt, Next, _round > 0);
                }
                catch (FastchatException e) when (FailureCauses.Of(e) is FailureCause.Error or FailureCause.RateLimited)
                {
                    failure = e;
                }

                ThrowIfOver(failure);
            }

            if (Pause() is not { } pause) throw failure ?? Unasked();
            if (pause > TimeSpan.Zero) await Task.Delay(pause, call.Clock, call.Cancelled);
        }
    }

    // The next target of this round that has a place; null when there is none.
    private Attempt? Next()
    {
        var now = call.Clock.GetTimestamp();
        while (_at < _targets.Length)
        {
            var candidate = _targets[_at++];
            if (candidate.NotBefore is not { } notBefore || notBefore > now || call.Broken.Contains(candidate.Target)) continue;
            if (candidate.Guard.TryEnter(out var unfit) is { } place) return new Attempt(call, model, candidate, place);
            if (unfit == Unfit.Full) _full ??= candidate;
            else _failing ??= candidate;
        }

        return null;
    }

    // Nobody could be asked because all who work are full: then the call waits for the place it would have taken first.
    private async ValueTask<Attempt?> QueueAsync()
    {
        if (_full is not { } candidate || candidate.NotBefore is null) return null;
        _full = null;
        return await candidate.Guard.EnterAsync(call.Cancelled) is { } place ? new Attempt(call, model, candidate, place) : throw Overloaded(candidate);
    }

    private void ThrowIfOver(FastchatException? failure)
    {
        if (call.Left <= TimeSpan.Zero) throw new FastchatException(ErrorReason.UpstreamTimeout, "The model took longer than an answer may in all.", inner: failure);
    }

    // How long until the next round; null when there is none, or nobody left to ask in it.
    private TimeSpan? Pause()
    {
        if (_round >= model.Retries) return null;
        long? earliest = null;
        foreach (var candidate in _targets)
        {
            if (candidate.NotBefore is { } at && !candidate.Guard.IsFailing && !call.Broken.Contains(candidate.Target)) earliest = Math.Min(earliest ?? long.MaxValue, at);
        }

        if (earliest is null) return null;

        // Timers count whole milliseconds and leave the rest out.
        var asked = call.Clock.Span(call.Clock.GetTimestamp(), earliest.Value) + TimeSpan.FromMilliseconds(2);
        var backoff = Backoff.Of(_round + 1, call.Random);
        var pause = asked > backoff ? asked : backoff;
        return pause < call.Left ? pause : null;
    }

    private FastchatException Unasked() => _failing is { } failing
        ? new FastchatException(ErrorReason.UpstreamUnavailable, "The model's provider has failed too often of late and is left alone for a while.") { RetryAfter = failing.Guard.UntilProbe }
        : new FastchatException(ErrorReason.UpstreamUnavailable, $"No provider of '{model.Name}' can be asked.");

    private static FastchatException Overloaded(Candidate candidate) =>
        new(ErrorReason.ModelOverloaded, $"All {candidate.Guard.Limits.MaxConcurrency} places at the model's provider are taken; try again shortly.") { RetryAfter = TimeSpan.FromSeconds(1) };
}
