using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Fastchat.LoadTests.Sockets;

/// <summary>One thread with many sockets and timers: what is ready is read, what is due is done, in turn.</summary>
internal sealed class EventLoop : IDisposable
{
    private readonly Epoll _epoll = new();
    private readonly TimerWheel _wheel = new();
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly List<LoopSocket?> _sockets = [];
    private readonly Stack<int> _free = new();
    private readonly List<int> _freed = [];
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly Thread _thread;
    private Queue<LoopTimer> _soon = new();
    private Queue<LoopTimer> _now = new();
    private volatile bool _stopping;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts the thread.</summary>
    public EventLoop(string name)
    {
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Where every read of this loop lands; good until the next one.</summary>
    public byte[] Buffer { get; } = new byte[256 * 1024];

    /// <summary>Milliseconds since the loop began.</summary>
    public long Now => (long)Stopwatch.GetElapsedTime(_begun).TotalMilliseconds;

    /// <summary>Has the loop's thread do something.</summary>
    public void Post(Action action)
    {
        _failure?.Throw();
        _posted.Enqueue(action);
    }

    /// <summary>Has the loop's thread make something, and gives it.</summary>
    public Task<T> AskAsync<T>(Func<T> ask)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                answer.SetResult(ask());
            }
            catch (Exception e)
            {
                answer.SetException(e);
            }
        });
        return answer.Task;
    }

    /// <summary>Has a timer fire at a time; on the loop's thread.</summary>
    public void At(LoopTimer timer, long due) => _wheel.Add(timer, due);

    /// <summary>Has a timer fire once everything else had its turn; on the loop's thread.</summary>
    public void Soon(LoopTimer timer) => _soon.Enqueue(timer);

    /// <summary>Takes a socket in; on the loop's thread.</summary>
    public void Add(LoopSocket socket)
    {
        if (!_free.TryPop(out var tag))
        {
            tag = _sockets.Count;
            _sockets.Add(null);
        }

        _sockets[tag] = socket;
        socket.Tag = tag;
        _epoll.Watch(socket.Handle, tag, Epoll.Readable);
    }

    internal void Watch(LoopSocket socket, bool alsoWritable) => _epoll.Rewatch(socket.Handle, socket.Tag, Epoll.Readable | (alsoWritable ? Epoll.Writable : 0));

    internal void Remove(LoopSocket socket)
    {
        if (socket.Tag < 0) return;
        _epoll.Forget(socket.Handle);
        _sockets[socket.Tag] = null;

        // Not to be given away before what was found ready together with it has been looked at.
        _freed.Add(socket.Tag);
        socket.Tag = -1;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        foreach (var socket in _sockets.OfType<LoopSocket>().ToList()) socket.Close();
        _epoll.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stopping) Turn();
        }
        catch (Exception e)
        {
            // Told to whoever asks next: a load that stops for a mistake of its own must not look like a server that stopped.
            _failure = ExceptionDispatchInfo.Capture(e);
            Console.Error.WriteLine(e);
        }
    }

    private void Turn()
    {
        var ready = _epoll.Wait(_soon.Count > 0 || !_posted.IsEmpty ? 0 : _wheel.Count > 0 ? 1 : 5);
        for (var i = 0; i < ready; i++)
        {
            var (tag, events) = _epoll[i];
            _sockets[tag]?.OnEvents(events);
        }

        foreach (var tag in _freed) _free.Push(tag);
        _freed.Clear();
        while (_posted.TryDequeue(out var action)) action();
        var now = Now;
        _wheel.Turn(now);
        (_soon, _now) = (_now, _soon);
        while (_now.TryDequeue(out var timer)) timer.Fire(now);
    }
}
