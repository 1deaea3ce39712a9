namespace Fastchat.Storage;

/// <summary>
/// Turns a call that would wait for its own caller into an exception. Each call marks the flow of execution it runs in; the
/// mark dies with the call, so that a loop started inside a call may call again once that is over.
/// </summary>
internal sealed class NestedCallGuard(string message)
{
    private readonly AsyncLocal<Call?> _current = new();

    public void ThrowIfInside()
    {
        if (_current.Value is { IsOver: false }) throw new InvalidOperationException(message);
    }

    public Call Enter()
    {
        ThrowIfInside();
        return _current.Value = new Call();
    }

    internal sealed class Call : IDisposable
    {
        private volatile bool _isOver;

        public bool IsOver => _isOver;

        public void Dispose() => _isOver = true;
    }
}
