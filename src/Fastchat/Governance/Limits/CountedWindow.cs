namespace Fastchat.Governance.Limits;

/// <summary>What is counted of one limit within one window of time. Sorted in the order in which windows are locked: the same on every node, so that two draws never wait for each other.</summary>
/// <param name="Subject">Whose, as <see cref="LimitSubject"/> writes it; empty for the tenant's own.</param>
/// <param name="Metric">What is counted.</param>
/// <param name="Start">When the window began, in milliseconds since 1970; 0 for what has no window.</param>
public readonly record struct CountedWindow(string Subject, LimitMetric Metric, long Start) : IComparable<CountedWindow>
{
    /// <summary>The window that a claim is on.</summary>
    public static CountedWindow Of(LimitClaim claim, DateTimeOffset time) => new(claim.Subject, claim.Metric, claim.Metric.StartOf(time));

    /// <inheritdoc />
    public int CompareTo(CountedWindow other)
    {
        var subjects = string.CompareOrdinal(Subject, other.Subject);
        if (subjects != 0) return subjects;
        var metrics = string.CompareOrdinal(Metric.Name, other.Metric.Name);
        return metrics != 0 ? metrics : Start.CompareTo(other.Start);
    }
}
