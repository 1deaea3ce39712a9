namespace Fastchat.LoadTests.Profiles;

/// <summary>So many calls at all times: when one ends the next begins.</summary>
/// <param name="Users">How many.</param>
/// <param name="Duration">For how long.</param>
internal sealed record ConstantUsers(int Users, TimeSpan Duration) : LoadProfile(Duration)
{
    /// <inheritdoc />
    public override int MostAtOnce => Users;

    /// <inheritdoc />
    public override int Due(TimeSpan elapsed, long begun, long open) => elapsed < Duration ? (int)(Users - open) : 0;
}
