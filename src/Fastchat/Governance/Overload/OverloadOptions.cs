namespace Fastchat.Governance.Overload;

/// <summary>How much may wait.</summary>
public sealed record OverloadOptions
{
    /// <summary>
    /// How many calls that reach a model may wait to be let in at once, 1 or more; the next is refused at once. What waits is
    /// the server's own work only: a call whose model has been asked waits no longer. Default 1,000, which a server that begins
    /// 5,000 calls a second works off in a fifth of one.
    /// </summary>
    public int MaxWaitingCalls { get; init; } = 1000;
}
