namespace Fastchat.Governance.Limits;

/// <summary>What several takes together want of one window.</summary>
/// <param name="Key">Which window.</param>
/// <param name="Amount">How much.</param>
internal readonly record struct WindowSum(WindowSum.Window Key, long Amount)
{
    // The orders in which TenantLimits and the limiters make claims. Windows are locked in the same order whether takes go
    // together or alone, on whatever node: then two never wait for each other.
    private static readonly string[] Subjects = ["", "workspace:", "key:", "user:", "model:"];
    private static readonly LimitMetric[] Metrics =
    [
        LimitMetric.RequestsPerMinute, LimitMetric.RequestsPerDay, LimitMetric.ConcurrentStreams, LimitMetric.TokensPerMinute,
        LimitMetric.CostPerDay, LimitMetric.CostPerMonth, LimitMetric.UploadBytesPerDay,
    ];

    /// <summary>The windows that claims are on, in the order of locking; null when what they want of one is more than there ever is.</summary>
    /// <param name="claims">The claims, each with the time at which it is made.</param>
    public static IReadOnlyList<WindowSum>? Of(IEnumerable<(LimitClaim Claim, DateTimeOffset Time)> claims)
    {
        var sums = new List<WindowSum>();
        foreach (var window in claims.GroupBy(c => Window.Of(c.Claim, c.Time), c => c.Claim.Amount))
        {
            var sum = window.Aggregate(Int128.Zero, (total, amount) => total + amount);
            if (sum > window.Key.Most) return null;
            sums.Add(new WindowSum(window.Key, (long)sum));
        }

        return [.. sums.OrderBy(s => Rank(s.Key.Subject)).ThenBy(s => s.Key.Subject, StringComparer.Ordinal).ThenBy(s => Array.IndexOf(Metrics, s.Key.Metric)).ThenBy(s => s.Key.Start)];
    }

    private static int Rank(string subject) => Array.FindLastIndex(Subjects, kind => subject.StartsWith(kind, StringComparison.Ordinal));

    /// <summary>A window of a limit.</summary>
    /// <param name="Subject">Whose.</param>
    /// <param name="Metric">What is counted.</param>
    /// <param name="Most">The most that may be used.</param>
    /// <param name="Start">When it began, in milliseconds since 1970.</param>
    internal readonly record struct Window(string Subject, LimitMetric Metric, long Most, long Start)
    {
        /// <summary>The window that a claim is on.</summary>
        public static Window Of(LimitClaim claim, DateTimeOffset time) => new(claim.Subject, claim.Metric, claim.Most, claim.Metric.StartOf(time));
    }
}
