namespace Fastchat.LoadTests.Profiles;

/// <summary>More and more calls at once, or fewer and fewer.</summary>
/// <param name="From">How many at first.</param>
/// <param name="To">How many at the end.</param>
/// <param name="Duration">Over which time.</param>
internal sealed record Ramp(int From, int To, TimeSpan Duration) : LoadProfile(Duration)
{
    /// <inheritdoc />
    public override int MostAtOnce => Math.Max(From, To);

    /// <inheritdoc />
    public override int Due(TimeSpan elapsed, long begun, long open) =>
        elapsed < Duration ? (int)(From + ((To - From) * (elapsed / Duration)) - open) : 0;
}
