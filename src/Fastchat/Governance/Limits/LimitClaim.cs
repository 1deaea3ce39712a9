namespace Fastchat.Governance.Limits;

/// <summary>What a piece of work wants of one limit.</summary>
/// <param name="Subject">Whose limit within the tenant, as <see cref="LimitSubject"/> writes it; empty for the tenant's own.</param>
/// <param name="Metric">What is counted.</param>
/// <param name="Most">The most that may be used within a window.</param>
/// <param name="Amount">How much is taken.</param>
/// <param name="Need">How much must be left: the amount itself, or 1 where the amount is only the most that the work may come to.</param>
public readonly record struct LimitClaim(string Subject, LimitMetric Metric, long Most, long Amount, long Need)
{
    /// <summary>Takes exactly so much, or nothing.</summary>
    public static LimitClaim Exactly(string subject, LimitMetric metric, long most, long amount) => new(subject, metric, most, amount, amount);

    /// <summary>Sets so much aside for work whose size shows later; it begins when anything is left, and so goes over by one piece of work at most.</summary>
    public static LimitClaim UpTo(string subject, LimitMetric metric, long most, long amount) => new(subject, metric, most, amount, 1);
}
