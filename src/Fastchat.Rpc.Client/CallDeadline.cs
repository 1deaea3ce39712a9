namespace Fastchat.Rpc.Client;

/// <summary>Watches the time a caller allows for a call.</summary>
internal sealed class CallDeadline : IDisposable
{
    /// <summary>Timers take no longer waits than about 49 days; a later deadline is looked at again after this.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly DateTime _deadline;
    private readonly TimeProvider _clock;
    private readonly Action _passed;
    private readonly ITimer _timer;

    private CallDeadline(DateTime deadline, TimeProvider clock, Action passed)
    {
        _deadline = deadline;
        _clock = clock;
        _passed = passed;
        // Armed afterwards: a callback must not find the field unset.
        _timer = clock.CreateTimer(static self => ((CallDeadline)self!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Remaining => _deadline - _clock.GetUtcNow().UtcDateTime;

    public bool HasPassed => Remaining <= TimeSpan.Zero;

    /// <summary>Watches a deadline; null when there is none. Calls back at once if it has passed already.</summary>
    public static CallDeadline? Start(DateTime? deadline, TimeProvider clock, Action passed)
    {
        if (deadline is not { } moment || moment == DateTime.MaxValue) return null;
        var watch = new CallDeadline(moment, clock, passed);
        watch.Check();
        return watch;
    }

    /// <summary>Refuses what is no deadline.</summary>
    /// <exception cref="ArgumentException">The moment is not in UTC.</exception>
    public static void ThrowIfNotUtc(DateTime? deadline)
    {
        if (deadline is { } moment && moment != DateTime.MaxValue && moment.Kind != DateTimeKind.Utc)
            throw new ArgumentException("A deadline is a moment in UTC: its Kind must say so.", nameof(deadline));
    }

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        var remaining = Remaining;
        if (remaining <= TimeSpan.Zero)
        {
            _passed();
            return;
        }

        // Rounded up to the timer's millisecond, or it would fire just before the deadline and wait anew.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling(remaining.TotalMilliseconds));
        _timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }
}
