using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;

namespace Fastchat.Runs;

/// <summary>
/// A run under way here: what it has said of late, for those who watch it and for the journal. What is stored, and is not of the
/// newest, is forgotten: whoever is further behind reads it from the store. Safe for use by many threads.
/// </summary>
public sealed class LiveRun : IDisposable
{
    // Enough for a reader that keeps up; the rest is in the store.
    private const int KeptOnceStored = 64;

    // Of a run whose events are not stored: a reader that is further behind has lost them. A long answer is some thousands.
    private const int KeptUnstored = 10_000;

    private readonly Lock _lock = new();
    private readonly List<ChatEvent> _recent = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _source;
    private readonly Action<LiveRun> _leave;
    private TaskCompletionSource? _news;
    private ulong _last;
    private ulong _stored;
    private ChatEvent? _unsaid;
    private Ending? _ending;
    private bool _hasEnded;
    private bool _isLeft;
    private volatile bool _isAwaited;

    internal LiveRun(string runId, Durability durability, CancellationTokenSource source, Action<LiveRun> leave)
    {
        _source = source;
        _leave = leave;
        RunId = runId;
        Durability = durability;
        Token = source.Token;
    }

    /// <summary>The run.</summary>
    public string RunId { get; }

    /// <summary>How its events are kept.</summary>
    public Durability Durability { get; }

    /// <summary>Whether an event could not be stored that had to be before it was told.</summary>
    public bool IsStuck => _unsaid is not null;

    /// <summary>Fires when the run is to stop.</summary>
    public CancellationToken Token { get; }

    /// <summary>The run says something: all who watch it hear of it.</summary>
    /// <param name="next">The event; its sequence follows the one before.</param>
    public ChatEvent Append(ChatEvent next)
    {
        TaskCompletionSource? news;
        lock (_lock)
        {
            Add_NeedsLock(next);
            if (Durability == Durability.None) Forget_NeedsLock(_last, KeptUnstored);
            (news, _news) = (_news, null);
        }

        news?.SetResult();
        return next;
    }

    /// <summary>The run says something that is stored before anybody hears of it.</summary>
    /// <param name="next">The event; its sequence follows the one before.</param>
    /// <param name="store">Stores a segment; false when the run has ended elsewhere: then it stops here.</param>
    public async Task<ChatEvent> AppendAsync(ChatEvent next, Func<RunSegment, Task<bool>> store)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            // Where it cannot be, it goes with the end.
            _unsaid = next;
            if (!await store(Segment([next]))) Cancel();
            _unsaid = null;
            Append(next);
            Forget(next.Sequence);
            return next;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What came after an event; null when that is no longer here and the store has to be asked.</summary>
    public LiveReading? Read(ulong after)
    {
        lock (_lock)
        {
            var first = _last - (ulong)_recent.Count + 1;
            if (after < first - 1) return null;
            if (after > _last) return new LiveReading([], _last, Task.CompletedTask, _hasEnded);
            if (after < _last) return new LiveReading(_recent.GetRange((int)(after + 1 - first), (int)(_last - after)), _last, Task.CompletedTask, _hasEnded);
            _news ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new LiveReading([], _last, _hasEnded ? Task.CompletedTask : _news.Task, _hasEnded);
        }
    }

    /// <summary>Stores what is not yet stored, when there is anything: what was said, or the end, where that failed. One at a time.</summary>
    /// <param name="store">Stores a segment of a run that goes on; false when it has ended elsewhere: then it stops here.</param>
    public async Task StoreAsync(Func<RunSegment, Task<bool>> store)
    {
        if (!HasUnstored) return;
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (_ending is { } ending) await EndAsync_NeedsTurn(ending);
            else if (Unstored() is { Count: > 0 } events)
            {
                if (!await store(Segment(events))) Cancel();
                Forget(events[^1].Sequence);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Ends the run: its last event is stored together with what was not yet, and only then told. Where that fails, the run
    /// stays until <see cref="StoreAsync"/> has stored this very end.
    /// </summary>
    /// <param name="terminal">The last event.</param>
    /// <param name="store">Stores the last segment, and that the run has ended; false when it had ended already.</param>
    /// <returns>False when it had ended already: what is stored is its end.</returns>
    public async Task<bool> EndAsync(ChatEvent terminal, Func<RunSegment, Task<bool>> store)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            lock (_lock) _ending = new Ending(terminal, store);
            return await EndAsync_NeedsTurn(_ending);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The work on the run is over: it is no longer under way here, once its end is stored.</summary>
    public void Dispose()
    {
        _source.Dispose();
        lock (_lock)
        {
            _isLeft = true;
            if (_ending is not null && !_hasEnded) return;
        }

        End(null);
    }

    private async Task<bool> EndAsync_NeedsTurn(Ending ending)
    {
        if (_hasEnded) return false;
        try
        {
            var isFirst = await ending.Store(Durability == Durability.None ? RunSegment.Unstored(RunId, ending.Terminal.Sequence) : Segment([.. Unstored(), ending.Terminal]));
            End(isFirst ? ending.Terminal : null);
            return isFirst;
        }
        catch (FastchatException)
        {
            // What the domain refuses, as when the tenant's key is destroyed, it will refuse again.
            End(null);
            throw;
        }
    }

    private void End(ChatEvent? terminal)
    {
        TaskCompletionSource? news;
        bool isLeft;
        lock (_lock)
        {
            HasTerminal |= terminal is not null;
            if (terminal is not null && _unsaid is not null) Add_NeedsLock(_unsaid);
            if (terminal is not null) Add_NeedsLock(terminal);
            _stored = _last;
            _hasEnded = true;
            isLeft = _isLeft;
            (news, _news) = (_news, null);
        }

        if (isLeft) _leave(this);
        news?.SetResult();
    }

    private RunSegment Segment(IReadOnlyList<ChatEvent> events) => RunSegment.Of(RunId, events) with { IsAwaited = IsAwaited };

    private bool HasUnstored
    {
        get
        {
            lock (_lock) return _stored < _last || (_ending is not null && !_hasEnded);
        }
    }

    private List<ChatEvent> Unstored()
    {
        lock (_lock)
        {
            var count = (int)(_last - _stored);
            var unstored = _recent.GetRange(_recent.Count - count, count);
            if (_unsaid is not null) unstored.Add(_unsaid);
            return unstored;
        }
    }

    private void Forget(ulong stored)
    {
        lock (_lock) Forget_NeedsLock(stored, KeptOnceStored);
    }

    private void Add_NeedsLock(ChatEvent next)
    {
        _recent.Add(next);
        _last = next.Sequence;
    }

    private void Forget_NeedsLock(ulong stored, int kept)
    {
        _stored = stored;
        var extra = _recent.Count - (int)(_last - _stored) - kept;

        // Some at a time: what is behind them moves up.
        if (extra > kept / 8) _recent.RemoveRange(0, extra);
    }

    /// <summary>How many events are in memory.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _recent.Count;
        }
    }

    /// <summary>Whether its terminal event was told.</summary>
    internal bool HasTerminal { get; private set; }

    /// <summary>Whether somebody on another node reads the run, and is told when more is stored.</summary>
    internal bool IsAwaited { get => _isAwaited; set => _isAwaited = value; }

    /// <summary>Stops the run.</summary>
    internal void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in this very moment.
        }
    }

    private sealed record Ending(ChatEvent Terminal, Func<RunSegment, Task<bool>> Store);
}
