using System.Threading.Channels;
using Fastchat.Foundation;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Chat.Converse;

/// <summary>
/// A stream on which both sides speak at any time: (1) one reader takes the caller's events in and begins work, (2) the work says
/// what it has to say into a short queue, and waits while that is full, (3) one writer sends it. So a caller who does not read holds
/// up his own work, and nothing gathers for him. What is wrong with an event is told, and the stream goes on.
/// </summary>
/// <typeparam name="TRequest">An event of the caller's.</typeparam>
/// <typeparam name="TResponse">An event for the caller.</typeparam>
internal abstract class TwoWayStream<TRequest, TResponse>(IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, TimeProvider clock, CancellationToken callerLeft) : IDisposable
    where TRequest : class
    where TResponse : class
{
    // Events that may wait for the writer: enough to let what is ready together leave together.
    private const int Ahead = 32;

    private readonly Channel<TResponse> _queue = Channel.CreateBounded<TResponse>(new BoundedChannelOptions(Ahead) { SingleReader = true });
    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(callerLeft);
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _work = [];
    private readonly long _begun = clock.GetTimestamp();
    private long _quietSince = clock.GetTimestamp();

    /// <summary>Fires when the caller is gone, or is to hear nothing more.</summary>
    protected CancellationToken Over => _over.Token;

    /// <summary>How long the stream may go on from now, by its age and how long it has been silent.</summary>
    /// <param name="age">How long it is open.</param>
    /// <param name="silence">For how long nothing was under way and the caller said nothing; null while something is under way.</param>
    protected abstract TimeSpan Left(TimeSpan age, TimeSpan? silence);

    /// <summary>Takes an event in. What takes time is begun (<see cref="Begin"/>) and not waited for.</summary>
    /// <exception cref="FastchatException">What the event is refused for.</exception>
    protected abstract void Take(TRequest request);

    /// <summary>Tells that an event cannot be served.</summary>
    /// <param name="request">The event; null for one that cannot be read.</param>
    /// <param name="fault">Why.</param>
    protected abstract TResponse Refusal(TRequest? request, RpcFault fault);

    /// <summary>Tells that the stream's time is over.</summary>
    protected abstract TResponse Expiry();

    /// <summary>Nothing comes from the caller any more.</summary>
    protected virtual void OnClosed()
    {
    }

    /// <summary>Serves the stream to its end: until the caller has closed his side and all work is done.</summary>
    public async Task RunAsync()
    {
        var writing = WriteAllAsync();
        try
        {
            await ReadAllAsync();
        }
        catch (FastchatException e)
        {
            // The caller is known no longer. He hears of it at once, and of nothing else; what he left to go on holds up the end.
            await SayAsync(Refusal(null, ErrorsInterceptor.ToFault(e)), Over);
            await _over.CancelAsync();
            throw;
        }
        catch
        {
            await _over.CancelAsync();
            throw;
        }
        finally
        {
            OnClosed();
            await Task.WhenAll(UnderWay());
            _queue.Writer.TryComplete();
            await writing;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _over.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Begins work beside the reading.</summary>
    protected void Begin(Func<Task> work)
    {
        lock (_lock)
        {
            var task = Task.Run(() => WorkAsync(work));
            _work.Add(task);
            _ = task.ContinueWith(Ended, TaskScheduler.Default);
        }
    }

    /// <summary>Says something to the caller; waits while he does not take what was said before.</summary>
    /// <param name="response">What is said.</param>
    /// <param name="cancellationToken">Gives up, when he hears nothing more.</param>
    protected ValueTask SayAsync(TResponse response, CancellationToken cancellationToken) => _queue.Writer.WriteAsync(response, cancellationToken);

    /// <summary>Serves an event by the method that it calls.</summary>
    protected async Task CallAsync(InnerCall inner, TRequest request)
    {
        using (inner)
        {
            if (await inner.CallAsync() is { } fault) await SayAsync(Refusal(request, fault), Over);
        }
    }

    private async Task WorkAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (Over.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
    }

    private void Ended(Task task)
    {
        lock (_lock)
        {
            _work.Remove(task);
            _quietSince = clock.GetTimestamp();
        }
    }

    private List<Task> UnderWay()
    {
        lock (_lock) return [.. _work];
    }

    private async Task WriteAllAsync()
    {
        try
        {
            await responses.WriteAllAsync(_queue.Reader.ReadAllAsync(CancellationToken.None), callerLeft);
        }
        finally
        {
            // Whether all is said or the caller took no more: nobody is to wait for room in the queue.
            await _over.CancelAsync();
        }
    }

    private async Task ReadAllAsync()
    {
        while (true)
        {
            TRequest? request = null;
            RpcFault fault;
            try
            {
                if (!await NextAsync()) return;
                request = requests.Current;
                Take(request);
                continue;
            }
            catch (UnreadableMessageException e)
            {
                fault = e.Fault;
            }
            catch (FastchatException e) when (request is not null)
            {
                fault = ErrorsInterceptor.ToFault(e);
            }

            await SayAsync(Refusal(request, fault), Over);
        }
    }

    // The next event; false when there are no more, or when the stream's time is over.
    private async Task<bool> NextAsync()
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(Over);
        var next = requests.MoveNext(reading.Token);
        while (!next.IsCompleted)
        {
            var left = Left(clock.GetElapsedTime(_begun), Silence());
            if (left <= TimeSpan.Zero)
            {
                await reading.CancelAsync();
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await SayAsync(Expiry(), Over);
                return false;
            }

            await Task.WhenAny(next, Task.Delay(left, clock, reading.Token));
        }

        lock (_lock) _quietSince = clock.GetTimestamp();
        await reading.CancelAsync();
        return await next;
    }

    private TimeSpan? Silence()
    {
        lock (_lock) return _work.Count > 0 ? null : clock.GetElapsedTime(_quietSince);
    }
}
