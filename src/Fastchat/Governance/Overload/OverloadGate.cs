namespace Fastchat.Governance.Overload;

/// <summary>
/// Counts the calls of this node that reach a model and wait to be let in. Without a bound all of them would wait ever longer
/// when more come than can be served, and none would be served in time. Safe for use by many threads.
/// </summary>
public sealed class OverloadGate(OverloadOptions options)
{
    private int _waiting;

    /// <summary>How many wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Whether one more may.</summary>
    public bool HasRoom => Waiting < options.MaxWaitingCalls;

    /// <summary>One more waits.</summary>
    internal void Enter() => Interlocked.Increment(ref _waiting);

    /// <summary>One waits no longer.</summary>
    internal void Leave() => Interlocked.Decrement(ref _waiting);
}
