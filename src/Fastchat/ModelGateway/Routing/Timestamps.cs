namespace Fastchat.ModelGateway.Routing;

/// <summary>Spans of time in the units of a clock's timestamps, which no one sets.</summary>
internal static class Timestamps
{
    public static long Ticks(this TimeProvider clock, TimeSpan span) => (long)(span.TotalSeconds * clock.TimestampFrequency);

    /// <summary>How long it is from one timestamp to another; less than nothing when it has passed.</summary>
    public static TimeSpan Span(this TimeProvider clock, long from, long to) => TimeSpan.FromSeconds((double)(to - from) / clock.TimestampFrequency);
}
