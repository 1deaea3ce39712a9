namespace Fastchat.Governance.Audit;

/// <summary>
/// The one writer of a chain on this node. What comes while a group is being written waits and goes with the next one: a record
/// alone waits for nothing, and many share a transaction.
/// </summary>
/// <param name="write">Writes a group, all or nothing.</param>
internal sealed class AuditQueue(Func<IReadOnlyList<AuditQueue.Waiting>, Task> write)
{
    private const int LargestGroup = 256;

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _writing;

    /// <summary>Hands in a record; done when it is stored.</summary>
    public Task AddAsync(AuditEntry entry, string? intent)
    {
        var waiting = new Waiting(entry, intent);
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            if (_writing) return waiting.Done.Task;
            _writing = true;
        }

        // The loop serves other callers too and must not keep this one's context.
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(DrainAsync);
        return waiting.Done.Task;
    }

    private async Task DrainAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            try
            {
                await write(group);
                group.ForEach(w => w.Done.SetResult());
            }
            catch (Exception e)
            {
                group.ForEach(w => w.Done.SetException(e));
            }
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

    /// <summary>A record on its way.</summary>
    /// <param name="entry">The record.</param>
    /// <param name="intent">The call that it is of, as it was remembered; null when it was not.</param>
    internal sealed class Waiting(AuditEntry entry, string? intent)
    {
        public AuditEntry Entry { get; } = entry;

        public string? Intent { get; } = intent;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
