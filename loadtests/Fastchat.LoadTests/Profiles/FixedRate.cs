namespace Fastchat.LoadTests.Profiles;

/// <summary>
/// So many calls a second whatever becomes of them. Latency counts from the time a call was scheduled: a server that stalls is
/// charged for the calls that wait, not only for the one that it stalls on.
/// </summary>
/// <param name="PerSecond">How many a second.</param>
/// <param name="MostAtOnce">How many at once at most; those that are due beyond wait, and that counts.</param>
/// <param name="Duration">For how long.</param>
internal sealed record FixedRate(double PerSecond, int MostAtOnce, TimeSpan Duration) : LoadProfile(Duration)
{
    /// <inheritdoc />
    public override int MostAtOnce { get; } = MostAtOnce;

    /// <inheritdoc />
    public override int Due(TimeSpan elapsed, long begun, long open) =>
        elapsed < Duration ? (int)Math.Min((long)(elapsed.TotalSeconds * PerSecond) - begun, MostAtOnce - open) : 0;

    /// <inheritdoc />
    public override TimeSpan? Scheduled(long number) => TimeSpan.FromSeconds((number + 1) / PerSecond);

    /// <inheritdoc />
    public override long Missed(long begun) => Math.Max(0, (long)(Duration.TotalSeconds * PerSecond) - begun - 1);
}
