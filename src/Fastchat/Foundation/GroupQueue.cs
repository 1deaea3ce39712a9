namespace Fastchat.Foundation;

/// <summary>
/// Writes of one kind, one group after another. What comes while a group is being written waits and goes with the next one: an
/// item alone waits for nothing, and many share a transaction and its statements. Safe for use by many threads.
/// </summary>
/// <typeparam name="TItem">What is written.</typeparam>
/// <typeparam name="TResult">What its caller is told.</typeparam>
/// <param name="alone">Writes one item.</param>
/// <param name="together">Writes two or more, all or nothing, with the results in their order; null when they cannot go together. Then, and when it throws, each is written alone.</param>
public sealed class GroupQueue<TItem, TResult>(Func<TItem, CancellationToken, Task<TResult>> alone, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>?>> together)
{
    private const int LargestGroup = 256;

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _writing;

    /// <summary>Writes an item; done when it is stored.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Gives up before anything is done; an item that is being written is written.</param>
    public Task<TResult> AddAsync(TItem item, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_writing)
            {
                var waiting = new Waiting(item, cancellationToken);
                _waiting.Enqueue(waiting);
                return waiting.Done.Task;
            }

            _writing = true;
        }

        return AddFirstAsync(item, cancellationToken);
    }

    private async Task<TResult> AddFirstAsync(TItem item, CancellationToken cancellationToken)
    {
        try
        {
            return await alone(item, cancellationToken);
        }
        finally
        {
            GoOn();
        }
    }

    private void GoOn()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _writing = false;
                return;
            }
        }

        // The loop serves other callers too and must not keep this one's context.
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(DrainAsync);
    }

    private async Task DrainAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            if (group.Count == 1 || !await TryTogetherAsync(group)) await Task.WhenAll(group.Select(AloneAsync));
        }
    }

    private List<Waiting> Take()
    {
        lock (_lock)
        {
            var group = new List<Waiting>(Math.Min(_waiting.Count, LargestGroup));
            while (group.Count < LargestGroup && _waiting.TryDequeue(out var waiting))
            {
                if (!waiting.IsWithdrawn()) group.Add(waiting);
            }

            _writing = group.Count > 0;
            return group;
        }
    }

    private async Task<bool> TryTogetherAsync(List<Waiting> group)
    {
        try
        {
            if (await together([.. group.Select(w => w.Item)]) is not { } results) return false;
            for (var i = 0; i < group.Count; i++) group[i].Done.SetResult(results[i]);
            return true;
        }
        catch (Exception)
        {
            // One of them may be at fault, and then it alone is to hear of it.
            return false;
        }
    }

    private async Task AloneAsync(Waiting waiting)
    {
        try
        {
            waiting.Done.SetResult(await alone(waiting.Item, waiting.Cancellation));
        }
        catch (OperationCanceledException e) when (e.CancellationToken == waiting.Cancellation)
        {
            waiting.Done.SetCanceled(waiting.Cancellation);
        }
        catch (Exception e)
        {
            waiting.Done.SetException(e);
        }
    }

    private sealed class Waiting(TItem item, CancellationToken cancellation)
    {
        public TItem Item { get; } = item;

        public CancellationToken Cancellation { get; } = cancellation;

        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsWithdrawn() => Cancellation.IsCancellationRequested && Done.TrySetCanceled(Cancellation);
    }
}
