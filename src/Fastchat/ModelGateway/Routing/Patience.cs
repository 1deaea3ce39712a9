using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

/// <summary>How long one stream is still waited for. Only time spent waiting counts between deltas: a reader that is slow makes no stream late.</summary>
/// <param name="watch">Who looks at it.</param>
/// <param name="clock">The clock.</param>
/// <param name="timeouts">How long it may take.</param>
/// <param name="deadline">When the whole call is over, as a timestamp.</param>
/// <param name="stop">What ends it.</param>
internal sealed class Patience(StreamWatch watch, TimeProvider clock, ModelTimeouts timeouts, long deadline, CancellationTokenSource stop)
{
    // The watch's time may be a tick old.
    private readonly long _between = clock.Ticks(timeouts.BetweenTokens) + watch.TickTicks;
    private readonly long _first = clock.GetTimestamp() + clock.Ticks(timeouts.FirstToken);
    private PatienceEnd _phase;
    private volatile PatienceEnd _end;
    private long _due = long.MaxValue;

    /// <summary>Links of the watch, under its lock.</summary>
    public Patience? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    public Patience? Next { get; set; }

    /// <summary>What it took too long for.</summary>
    public PatienceEnd Ended => _end;

    /// <summary>The first delta is waited for.</summary>
    public void AwaitFirst()
    {
        _phase = PatienceEnd.FirstToken;
        Volatile.Write(ref _due, _first);
    }

    /// <summary>The next delta is waited for.</summary>
    public void AwaitNext()
    {
        _phase = PatienceEnd.BetweenTokens;
        Volatile.Write(ref _due, watch.Now + _between);
    }

    /// <summary>Nothing is waited for.</summary>
    public void Rest() => Volatile.Write(ref _due, long.MaxValue);

    /// <summary>Whether its time is over; true once.</summary>
    public bool IsOver(long now)
    {
        if (Ended != PatienceEnd.None) return false;
        _end = now >= deadline ? PatienceEnd.Total : now >= Volatile.Read(ref _due) ? _phase : PatienceEnd.None;
        return Ended != PatienceEnd.None;
    }

    /// <summary>Ends the stream. What waits for it goes on elsewhere: the watch has others to look at.</summary>
    public void End()
    {
        try
        {
            _ = stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself since.
        }
    }

    /// <summary>What the caller is told.</summary>
    public string Message() => Ended switch
    {
        PatienceEnd.FirstToken => $"The model said nothing within {timeouts.FirstToken.TotalSeconds:0.###} seconds.",
        PatienceEnd.BetweenTokens => $"The model said nothing more within {timeouts.BetweenTokens.TotalSeconds:0.###} seconds.",
        _ => "The model took longer than an answer may in all.",
    };
}
