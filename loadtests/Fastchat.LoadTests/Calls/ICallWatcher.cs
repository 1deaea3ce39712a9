namespace Fastchat.LoadTests.Calls;

/// <summary>Is told of calls as they go; on the loop's thread.</summary>
internal interface ICallWatcher
{
    /// <summary>Tokens of a call have come.</summary>
    /// <param name="call">The call, not yet told of these.</param>
    /// <param name="count">How many.</param>
    /// <param name="now">When, as a timestamp.</param>
    void OnTokens(LoadCall call, int count, long now);

    /// <summary>A call has ended, and its connection is free or closed.</summary>
    void OnEnded(LoadCall call, CallConnection connection);
}
