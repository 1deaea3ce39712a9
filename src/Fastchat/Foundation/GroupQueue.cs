using Fastchat.Storage;

namespace Fastchat.Foundation;

/// <summary>
/// Writes of one kind, one group after another. What comes while a group is being written waits and goes with the next one: an
/// item alone waits for nothing, and many share a transaction and its statements. Safe for use by many threads.
/// </summary>
/// <typeparam name="T">What is written.</typeparam>
/// <param name="write">Writes a group in its order, all or nothing. When several cannot be written, each is written alone, so that one at fault alone fails; not when the database is away, which leaves in doubt what is written.</param>
public sealed class GroupQueue<T>(Func<IReadOnlyList<T>, Task> write)
{
    private const int LargestGroup = 256;

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _writing;

    /// <summary>Writes an item; done when it is stored.</summary>
    public Task AddAsync(T item)
    {
        lock (_lock)
        {
            if (_writing)
            {
                var waiting = new Waiting(item);
                _waiting.Enqueue(waiting);
                return waiting.Done.Task;
            }

            _writing = true;
        }

        return AddFirstAsync(item);
    }

    private async Task AddFirstAsync(T item)
    {
        try
        {
            await write([item]);
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
            while (group.Count < LargestGroup && _waiting.TryDequeue(out var waiting)) group.Add(waiting);
            _writing = group.Count > 0;
            return group;
        }
    }

    private async Task<bool> TryTogetherAsync(List<Waiting> group)
    {
        try
        {
            await write([.. group.Select(w => w.Item)]);
            group.ForEach(w => w.Done.SetResult());
            return true;
        }
        catch (DatabaseUnavailableException e)
        {
            // It may be written nevertheless: a second time would count it twice.
            group.ForEach(w => w.Done.SetException(e));
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
            await write([waiting.Item]);
            waiting.Done.SetResult();
        }
        catch (Exception e)
        {
            waiting.Done.SetException(e);
        }
    }

    private sealed class Waiting(T item)
    {
        public T Item { get; } = item;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
