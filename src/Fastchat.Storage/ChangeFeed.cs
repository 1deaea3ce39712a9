namespace Fastchat.Storage;

/// <summary>Brings announced changes to those who remember: to this process at once, to other nodes within a second.</summary>
public sealed class ChangeFeed
{
    private readonly Lock _lock = new();
    private volatile Action<Change?>[] _listeners = [];

    /// <summary>
    /// Listens to a topic until the result is disposed. The listener gets the key, or null when news may have been missed and
    /// all of the topic must be forgotten; it must return soon and not throw.
    /// </summary>
    public IDisposable Subscribe(string topic, Action<string?> listener)
    {
        var entry = new Action<Change?>(change =>
        {
            if (change is null) listener(null);
            else if (change.Value.Topic == topic) listener(change.Value.Key);
        });
        lock (_lock) _listeners = [.. _listeners, entry];
        return new Subscription(() =>
        {
            lock (_lock) _listeners = [.. _listeners.Where(l => l != entry)];
        });
    }

    /// <summary>Tells the listeners; null when any change may have been missed.</summary>
    internal void Raise(Change? change)
    {
        foreach (var listener in _listeners) listener(change);
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
