namespace Fastchat.Governance.Limits;

/// <summary>How a limit stands after it was drawn on.</summary>
/// <param name="Subject">Whose limit within the tenant; empty for the tenant's own.</param>
/// <param name="Metric">What is counted.</param>
/// <param name="Most">The most that may be used within a window.</param>
/// <param name="Remaining">What is left of the window.</param>
/// <param name="ResetAfter">How long until the next window begins.</param>
/// <param name="Refused">Whether the claim did not fit.</param>
public sealed record LimitStanding(string Subject, LimitMetric Metric, long Most, long Remaining, TimeSpan ResetAfter, bool Refused)
{
    /// <summary>How a claim's limit stands when so much is used.</summary>
    public static LimitStanding Of(LimitClaim claim, long used, DateTimeOffset now, bool refused) =>
        new(claim.Subject, claim.Metric, claim.Most, Math.Max(0, claim.Most - used), claim.Metric.LeftOf(now), refused);

    /// <summary>The tighter of two, by share: 5 of 10 calls are tighter than 900 of 1,000 tokens.</summary>
    public static LimitStanding Tighter(LimitStanding? one, LimitStanding other) =>
        one is null || (double)other.Remaining / other.Most < (double)one.Remaining / one.Most ? other : one;
}
