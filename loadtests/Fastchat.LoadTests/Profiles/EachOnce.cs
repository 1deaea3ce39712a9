namespace Fastchat.LoadTests.Profiles;

/// <summary>So many calls, begun evenly over a time, each once: streams that are all open together.</summary>
/// <param name="Users">How many.</param>
/// <param name="Duration">Over which time they begin.</param>
internal sealed record EachOnce(int Users, TimeSpan Duration) : LoadProfile(Duration)
{
    /// <inheritdoc />
    public override int MostAtOnce => Users;

    /// <inheritdoc />
    public override int Due(TimeSpan elapsed, long begun, long open) =>
        (int)((Duration == TimeSpan.Zero ? Users : Math.Min(Users, (long)(Users * (elapsed / Duration)))) - begun);
}
