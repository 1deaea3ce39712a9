namespace Fastchat.Governance.Limits;

/// <summary>At most so much within each window of a length; windows begin at multiples of it since 1970 (UTC).</summary>
/// <param name="Metric">What is counted, for example <c>requests/minute</c>.</param>
/// <param name="Length">How long a window is.</param>
/// <param name="Most">The most that fits into one.</param>
public sealed record WindowLimit(string Metric, TimeSpan Length, long Most)
{
    /// <summary>When the window of a time began.</summary>
    public DateTimeOffset StartOf(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % Length.Ticks), TimeSpan.Zero);
}
