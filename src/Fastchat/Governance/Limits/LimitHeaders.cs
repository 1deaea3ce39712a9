using System.Globalization;
using Fastchat.Rpc.Calls;

namespace Fastchat.Governance.Limits;

/// <summary>Tells a caller how the tightest limit of what it has drawn on stands, in the headers that OpenAI's clients read; over gRPC they are metadata.</summary>
internal static class LimitHeaders
{
    public static void Write(ServerCall call, LimitStanding standing)
    {
        var metric = standing.Metric;
        call.SetResponseHeader($"x-ratelimit-limit-{metric.Header}", metric.Readable(standing.Most).ToString(CultureInfo.InvariantCulture));
        call.SetResponseHeader($"x-ratelimit-remaining-{metric.Header}", metric.Readable(standing.Remaining).ToString(CultureInfo.InvariantCulture));
        call.SetResponseHeader($"x-ratelimit-reset-{metric.Header}", Format(standing.ResetAfter));
    }

    /// <summary>A time as OpenAI writes it: 7s, 1m30s, 23h0m5s. Rounded up to whole seconds.</summary>
    public static string Format(TimeSpan time)
    {
        var whole = TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));
        var text = string.Create(CultureInfo.InvariantCulture, $"{whole.Seconds}s");
        if (whole.TotalMinutes >= 1) text = string.Create(CultureInfo.InvariantCulture, $"{whole.Minutes}m{text}");
        return whole.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(long)whole.TotalHours}h{text}") : text;
    }
}
