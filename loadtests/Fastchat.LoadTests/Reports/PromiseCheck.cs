namespace Fastchat.LoadTests.Reports;

/// <summary>A promise and what was seen of it.</summary>
/// <param name="What">What is promised.</param>
/// <param name="Seen">What was measured.</param>
/// <param name="Bound">The most, or the least, it may be.</param>
/// <param name="IsMost">Whether the bound is the most.</param>
/// <param name="Unit">The figures' unit.</param>
internal sealed record PromiseCheck(string What, double Seen, double Bound, bool IsMost, string Unit)
{
    /// <summary>Whether it was kept.</summary>
    public bool Held => IsMost ? Seen <= Bound : Seen >= Bound;

    /// <summary>No more than a bound.</summary>
    public static PromiseCheck AtMost(string what, double seen, double most, string unit) => new(what, seen, most, true, unit);

    /// <summary>No less than a bound.</summary>
    public static PromiseCheck AtLeast(string what, double seen, double least, string unit) => new(what, seen, least, false, unit);
}
