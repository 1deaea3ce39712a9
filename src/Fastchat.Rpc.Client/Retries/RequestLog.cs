namespace Fastchat.Rpc.Client.Retries;

/// <summary>
/// The requests of a call in order, kept so that a further attempt can send them again. An attempt first replays what is
/// kept and then lets the writer send directly. Once the call is committed to an attempt, what has been sent is let go.
/// Source: gRFC A6, "When Retries are Valid", "Memory Management (Buffering)".
/// </summary>
internal sealed class RequestLog(RetryBuffer buffer) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<RequestFrame> _kept = [];
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RequestContent? _attempt;
    private RequestSink? _sink;
    private int _letGo;
    private long _taken;
    private bool _isCommitted;
    private bool _isAnswered;
    private bool _isDisposed;

    /// <summary>Completes when there are no more requests.</summary>
    public Task Completed => _completed.Task;

    /// <summary>Whether another attempt may follow.</summary>
    public bool MayReplay
    {
        get
        {
            lock (_gate) return !_isCommitted && _letGo == 0;
        }
    }

    /// <summary>Whether all requests made so far are still here.</summary>
    public bool HoldsAll
    {
        get
        {
            lock (_gate) return _letGo == 0 && !_isDisposed;
        }
    }

    /// <summary>The body of a new attempt; the one before can no longer read.</summary>
    public RequestContent BeginAttempt()
    {
        lock (_gate)
        {
            _sink = null;
            return _attempt = new RequestContent(this);
        }
    }

    /// <summary>Adds a request and gives back its number.</summary>
    public int Append(RequestFrame frame)
    {
        lock (_gate)
        {
            _kept.Add(frame);
            if (_isDisposed) LetGo_NeedsLock(_kept.Count);
            else if (!_isCommitted && buffer.TryTake(_taken, frame.Length)) _taken += frame.Length;
            else Commit_NeedsLock();
            return _letGo + _kept.Count - 1;
        }
    }

    /// <summary>Says that there are no more requests.</summary>
    public void Complete() => _completed.TrySetResult();

    /// <summary>Says that the server answers: no further attempt will follow, and HttpClient wants for nothing of what it has sent.</summary>
    public void Answered()
    {
        lock (_gate)
        {
            _isAnswered = true;
            Commit_NeedsLock();
            LetGoOfSent_NeedsLock();
        }
    }

    /// <summary>Starts to send from the first request on.</summary>
    /// <exception cref="IOException">The attempt is over, or requests that were sent before are no longer kept.</exception>
    public RequestSink Open(RequestContent attempt, Stream stream)
    {
        lock (_gate)
        {
            if (_isDisposed || attempt != _attempt || _letGo > 0) throw new IOException("The requests that were sent before cannot be sent again.");
            // HttpClient may open the same attempt twice, when it had to give up its first connection.
            _sink = null;
            return new RequestSink(stream);
        }
    }

    /// <summary>The next request to replay, held; null when there is none and the writer may send by itself.</summary>
    public RequestFrame? NextToReplay(RequestContent attempt, RequestSink sink)
    {
        lock (_gate)
        {
            if (_isDisposed || attempt != _attempt) throw new IOException("The attempt is over.");
            if (sink.Sent < _letGo + _kept.Count)
            {
                var frame = _kept[sink.Sent++ - _letGo];
                frame.Hold();
                return frame;
            }

            _sink = sink;
            Change_NeedsLock();
            return null;
        }
    }

    /// <summary>The stream to write request <paramref name="number"/> to, held for it; null if a replay has sent it.</summary>
    /// <param name="number">The request.</param>
    /// <param name="failed">Where writing failed before; it is not given again.</param>
    /// <param name="cancellationToken">Fires when the call ends.</param>
    /// <exception cref="IOException">No further attempt will follow the one that failed.</exception>
    public async ValueTask<(RequestSink Sink, RequestFrame Frame)?> NextToWriteAsync(int number, RequestSink? failed, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_sink is not null && _sink != failed) return Claim_NeedsLock(_sink, number);
                if (failed is not null && _isCommitted) throw new IOException("The attempt is over.");
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Says that the writer has sent all up to its last request.</summary>
    public void WasSent()
    {
        lock (_gate)
        {
            if (_isCommitted) LetGoOfSent_NeedsLock();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Commit_NeedsLock();
            _isDisposed = true;
            LetGo_NeedsLock(_kept.Count);
        }
    }

    private (RequestSink Sink, RequestFrame Frame)? Claim_NeedsLock(RequestSink sink, int number)
    {
        if (sink.Sent > number) return null;
        sink.Sent = number + 1;
        var frame = _kept[number - _letGo];
        frame.Hold();
        return (sink, frame);
    }

    private void Commit_NeedsLock()
    {
        if (_isCommitted) return;
        _isCommitted = true;
        buffer.Give(_taken);
        _taken = 0;
        LetGoOfSent_NeedsLock();
        Change_NeedsLock();
    }

    // A replay that is under way still needs what lies before it. Requests that are complete are kept until the server answers:
    // HttpClient may want them for another connection.
    private void LetGoOfSent_NeedsLock()
    {
        if (_sink is not null && (_isAnswered || !_completed.Task.IsCompleted)) LetGo_NeedsLock(_sink.Sent - _letGo);
    }

    private void LetGo_NeedsLock(int count)
    {
        foreach (var frame in _kept.Take(count)) frame.Release();
        _kept.RemoveRange(0, count);
        _letGo += count;
    }

    private void Change_NeedsLock()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
