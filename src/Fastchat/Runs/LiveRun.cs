namespace Fastchat.Runs;

/// <summary>A run under way.</summary>
public sealed class LiveRun : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly Action _leave;

    internal LiveRun(CancellationTokenSource source, Action leave)
    {
        _source = source;
        _leave = leave;
        Token = source.Token;
    }

    /// <summary>Fires when the run is to stop.</summary>
    public CancellationToken Token { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        _leave();
        _source.Dispose();
    }
}
