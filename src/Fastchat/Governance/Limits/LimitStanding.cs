namespace Fastchat.Governance.Limits;

/// <summary>How a limit stands after it was drawn on.</summary>
/// <param name="Subject">Whose limit within the tenant; empty for the tenant's own.</param>
/// <param name="Metric">What is counted.</param>
/// <param name="Most">The most that may be used within a window.</param>
/// <param name="Remaining">What is left of the window.</param>
/// <param name="ResetAfter">How long until the next window begins.</param>
/// <param name="Refused">Whether the claim did not fit.</param>
public sealed record LimitStanding(string Subject, LimitMetric Metric, long Most, long Remaining, TimeSpan ResetAfter, bool Refused);
