namespace Fastchat.LoadTests.Sockets;

/// <summary>Timers by the millisecond in which they are due. Those beyond one turn of the wheel are passed over until theirs comes.</summary>
internal sealed class TimerWheel
{
    private const int Places = 4096;

    private readonly LoopTimer?[] _places = new LoopTimer?[Places];
    private long _done;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Adds one; it must not be in the wheel. What is due already is done at the next turn.</summary>
    public void Add(LoopTimer timer, long due)
    {
        timer.Due = due;
        ref var place = ref _places[Math.Max(due, _done + 1) % Places];
        timer.Next = place;
        place = timer;
        Count++;
    }

    /// <summary>Does what is due.</summary>
    public void Turn(long now)
    {
        // After a pause longer than the whole wheel each place is looked at once.
        for (var tick = Math.Max(_done + 1, now - Places + 1); tick <= now; tick++)
        {
            _done = tick;
            var timer = _places[tick % Places];
            _places[tick % Places] = null;
            while (timer is not null)
            {
                var next = timer.Next;
                timer.Next = null;
                Count--;
                if (timer.Due <= now) timer.Fire(now);
                else Add(timer, timer.Due);
                timer = next;
            }
        }
    }
}
