using System.Globalization;
using Fastchat.Rpc.Calls;

namespace Fastchat.Governance.Limits;

/// <summary>Tells a caller how its tightest limit stands, in the headers that OpenAI's clients read; over gRPC they are metadata.</summary>
internal static class LimitHeaders
{
    public static void Write(ServerCall call, LimitStanding standing)
    {
        call.SetResponseHeader("x-ratelimit-limit-requests", standing.Limit.Most.ToString(CultureInfo.InvariantCulture));
        call.SetResponseHeader("x-ratelimit-remaining-requests", standing.Remaining.ToString(CultureInfo.InvariantCulture));
        call.SetResponseHeader("x-ratelimit-reset-requests", Format(standing.ResetAfter));
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
