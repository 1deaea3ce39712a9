using Fastchat.Contracts.Chat.V1;

namespace Fastchat.Runs;

/// <summary>
/// A run under way here: what it has said of late, for those who watch it and for the journal. What is stored, and is not of the
/// newest, is forgotten: whoever is further behind reads it from the store. Safe for use by many threads.
/// </summary>
public sealed class LiveRun : IDisposable
{
    // Enough for a reader that keeps up; the rest is in the store.
    private const int KeptOnceStored = 64;

    private readonly Lock _lock = new();
    private readonly List<ChatEvent> _recent = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _source;
    private readonly Action _leave;
    private TaskCompletionSource? _news;
    private ulong _last;
    private ulong _stored;
    private bool _hasEnded;

    internal LiveRun(string runId, CancellationTokenSource source, Action leave)
    {
        _source = source;
        _leave = leave;
        RunId = runId;
        Token = source.Token;
    }

    /// <summary>The run.</summary>
    public string RunId { get; }

    /// <summary>Fires when the run is to stop.</summary>
    public CancellationToken Token { get; }

    /// <summary>The run says something: all who watch it hear of it.</summary>
    /// <param name="next">The event; its sequence follows the one before.</param>
    public ChatEvent Append(ChatEvent next)
    {
        TaskCompletionSource? news;
        lock (_lock)
        {
            _recent.Add(next);
            _last = next.Sequence;
            (news, _news) = (_news, null);
        }

        news?.SetResult();
        return next;
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

    /// <summary>Stores what is not yet stored, when there is anything. One at a time.</summary>
    /// <param name="store">Stores a segment.</param>
    public async Task StoreAsync(Func<RunSegment, Task> store)
    {
        if (!HasUnstored) return;
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (Unstored() is not { Count: > 0 } events) return;
            await store(RunSegment.Of(RunId, events));
            Forget(events[^1].Sequence);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the run: its last event is stored together with what was not yet, and only then told.</summary>
    /// <param name="terminal">The last event.</param>
    /// <param name="store">Stores the last segment, and that the run has ended; false when it had ended already, and what is stored is its end.</param>
    public async Task EndAsync(ChatEvent terminal, Func<RunSegment, Task<bool>> store)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            var isFirst = await store(RunSegment.Of(RunId, [.. Unstored(), terminal]));
            lock (_lock)
            {
                _stored = isFirst ? terminal.Sequence : _last;
                _hasEnded = true;
            }

            if (isFirst) Append(terminal);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        TaskCompletionSource? news;
        lock (_lock)
        {
            _hasEnded = true;
            (news, _news) = (_news, null);
        }

        _leave();
        _source.Dispose();
        news?.SetResult();
    }

    private bool HasUnstored
    {
        get
        {
            lock (_lock) return _stored < _last;
        }
    }

    private List<ChatEvent> Unstored()
    {
        lock (_lock)
        {
            var count = (int)(_last - _stored);
            return _recent.GetRange(_recent.Count - count, count);
        }
    }

    private void Forget(ulong stored)
    {
        lock (_lock)
        {
            _stored = stored;
            var extra = _recent.Count - (int)(_last - _stored) - KeptOnceStored;
            if (extra > 0) _recent.RemoveRange(0, extra);
        }
    }

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
}
