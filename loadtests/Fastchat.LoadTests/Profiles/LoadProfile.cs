namespace Fastchat.LoadTests.Profiles;

/// <summary>How much load there is, and when.</summary>
/// <param name="Duration">For how long calls are begun.</param>
internal abstract record LoadProfile(TimeSpan Duration)
{
    /// <summary>For how many calls at once connections are opened beforehand.</summary>
    public abstract int MostAtOnce { get; }

    /// <summary>How many calls are to be begun now.</summary>
    /// <param name="elapsed">Since the load began.</param>
    /// <param name="begun">Calls begun so far.</param>
    /// <param name="open">Calls under way.</param>
    public abstract int Due(TimeSpan elapsed, long begun, long open);

    /// <summary>When a call was to be begun, since the load began; null for the moment it is.</summary>
    /// <param name="number">The call's number, from 0.</param>
    public virtual TimeSpan? Scheduled(long number) => null;

    /// <summary>Calls that were to be begun and were not.</summary>
    /// <param name="begun">Calls that were.</param>
    public virtual long Missed(long begun) => 0;
}
