namespace Fastchat.Governance.Limits;

/// <summary>Something that is counted and limited.</summary>
/// <param name="Name">Its name in the store and in errors, for example <c>requests/minute</c>.</param>
/// <param name="Window">For how long it counts.</param>
/// <param name="Header">What stands at the end of its headers, as in <c>x-ratelimit-limit-requests</c>.</param>
public sealed record LimitMetric(string Name, LimitWindow Window, string Header)
{
    /// <summary>Calls within a minute.</summary>
    public static LimitMetric RequestsPerMinute { get; } = new("requests/minute", LimitWindow.Minute, "requests");

    /// <summary>Calls within a day.</summary>
    public static LimitMetric RequestsPerDay { get; } = new("requests/day", LimitWindow.Day, "requests");

    /// <summary>Tokens that models read and write within a minute.</summary>
    public static LimitMetric TokensPerMinute { get; } = new("tokens/minute", LimitWindow.Minute, "tokens");

    /// <summary>Streams open at once.</summary>
    public static LimitMetric ConcurrentStreams { get; } = new("streams", LimitWindow.None, "streams");

    /// <summary>Bytes uploaded within a day.</summary>
    public static LimitMetric UploadBytesPerDay { get; } = new("upload bytes/day", LimitWindow.Day, "upload-bytes");

    /// <summary>Billionths of the prices' currency within a day.</summary>
    public static LimitMetric CostPerDay { get; } = new("cost/day", LimitWindow.Day, "cost");

    /// <summary>Billionths of the prices' currency within a month.</summary>
    public static LimitMetric CostPerMonth { get; } = new("cost/month", LimitWindow.Month, "cost");

    /// <summary>How many of the units in which cost is counted make one of the currency.</summary>
    public const long CostUnit = 1_000_000_000;

    /// <summary>When the window of a time began, in milliseconds since 1970; 0 without a window.</summary>
    public long StartOf(DateTimeOffset time) => Window is LimitWindow.None ? 0 : Start(time).ToUnixTimeMilliseconds();

    /// <summary>How long the window of a time still lasts; a second without one, for then nobody knows.</summary>
    public TimeSpan LeftOf(DateTimeOffset time) => Window switch
    {
        LimitWindow.Minute => Start(time).AddMinutes(1) - time,
        LimitWindow.Day => Start(time).AddDays(1) - time,
        LimitWindow.Month => Start(time).AddMonths(1) - time,
        _ => TimeSpan.FromSeconds(1),
    };

    /// <summary>An amount as people read it: cost in the currency, all else as it is.</summary>
    public decimal Readable(long amount) => Header == "cost" ? (decimal)amount / CostUnit : amount;

    private DateTimeOffset Start(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return new DateTimeOffset(
            Window switch
            {
                LimitWindow.Minute => new DateTime(utc.Year, utc.Month, utc.Day, utc.Hour, utc.Minute, 0, DateTimeKind.Utc),
                LimitWindow.Day => utc.Date,
                _ => new DateTime(utc.Year, utc.Month, 1, 0, 0, 0, DateTimeKind.Utc),
            },
            TimeSpan.Zero);
    }
}
