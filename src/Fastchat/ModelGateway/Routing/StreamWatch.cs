namespace Fastchat.ModelGateway.Routing;

/// <summary>
/// Ends streams that are silent too long: one timer looks at all of them every <see cref="Tick"/>, so that a delta costs
/// two writes to memory and no timer. A stream's time is over up to a tick late, and never early.
/// </summary>
internal sealed class StreamWatch : IDisposable
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private Patience? _first;
    private bool _isRunning;
    private long _now;

    public StreamWatch(TimeProvider clock)
    {
        _clock = clock;
        TickTicks = clock.Ticks(Tick);

        // The timer serves all calls, and must not run on in the context of the one that was first.
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _timer = clock.CreateTimer(static watch => ((StreamWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time of the last look.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>A tick in the clock's timestamps.</summary>
    public long TickTicks { get; }

    /// <summary>Watches a stream until <see cref="Leave"/>.</summary>
    public void Enter(Patience stream)
    {
        lock (_lock)
        {
            stream.Next = _first;
            if (_first is not null) _first.Previous = stream;
            _first = stream;
            if (_isRunning) return;
            _isRunning = true;
            Volatile.Write(ref _now, _clock.GetTimestamp());
            _timer.Change(Tick, Tick);
        }
    }

    /// <summary>Lets a stream alone.</summary>
    public void Leave(Patience stream)
    {
        lock (_lock)
        {
            if (stream.Next is { } next) next.Previous = stream.Previous;
            if (stream.Previous is { } previous) previous.Next = stream.Next;
            else if (_first == stream) _first = stream.Next;
            stream.Next = stream.Previous = null;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        List<Patience>? over = null;
        lock (_lock)
        {
            var now = _clock.GetTimestamp();
            Volatile.Write(ref _now, now);
            if (_first is null)
            {
                // With nothing to watch there is nothing to wake up for.
                _isRunning = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            for (var stream = _first; stream is not null; stream = stream.Next)
            {
                if (stream.IsOver(now)) (over ??= []).Add(stream);
            }
        }

        foreach (var stream in over ?? []) stream.End();
    }
}
