using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Fastchat.Providers.Models;

/// <summary>
/// When a provider may be asked again, in all the ways that it is said: <c>retry-after-ms</c>, <c>Retry-After</c> in seconds
/// or as a date, <c>x-ratelimit-reset-requests</c> and <c>-tokens</c>, <c>x-ratelimit-reset</c>, and in words.
/// </summary>
internal static partial class RetryTimes
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>After how long, 0 to a day; null where nothing is said.</summary>
    public static TimeSpan? Of(HttpResponseHeaders headers, UpstreamError error, DateTimeOffset now) =>
        Number(Value(headers, "retry-after-ms")) is { } milliseconds ? Within(milliseconds / 1000)
        : RetryAfter(headers, now) ?? Reset(headers, now) ?? Said(error);

    /// <summary>After how long by the words: "Please try again in 6m0s."</summary>
    public static TimeSpan? Said(UpstreamError error) =>
        error.Message is { Length: < 4096 } words && InWords().Match(words) is { Success: true } match
            ? Duration(match.Groups[1].Value.Trim()) ?? Within(Number(match.Groups[2].Value) ?? 0)
            : null;

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (Value(headers, "Retry-After") is not { } text) return null;
        if (Number(text) is { } seconds) return Within(seconds);

        // Counted from the provider's own clock where it states it: ours may go differently.
        return headers.RetryAfter?.Date is { } date ? Within((date - (headers.Date ?? now)).TotalSeconds) : null;
    }

    // Of requests and tokens the later one, of those that are used up or of which it is not said.
    private static TimeSpan? Reset(HttpResponseHeaders headers, DateTimeOffset now)
    {
        TimeSpan? latest = null;
        foreach (var kind in (string[])["requests", "tokens"])
        {
            if (Number(Value(headers, $"x-ratelimit-remaining-{kind}")) is > 0) continue;
            if (Duration(Value(headers, $"x-ratelimit-reset-{kind}")) is { } reset && !(latest > reset)) latest = reset;
        }

        return latest ?? Moment(Value(headers, "x-ratelimit-reset"), now);
    }

    // Seconds from now, or a Unix time in seconds or milliseconds.
    private static TimeSpan? Moment(string? text, DateTimeOffset now)
    {
        if (Number(text) is not { } number) return Duration(text);
        if (number < 100_000_000) return Within(number);
        return Within((number < 100_000_000_000 ? number : number / 1000) - (now.ToUnixTimeMilliseconds() / 1000d));
    }

    // 12, 1.5s, 120ms, 6m0s, 1h2m3s.
    private static TimeSpan? Duration(string? text)
    {
        if (text is null) return null;
        if (Number(text) is { } seconds) return Within(seconds);
        if (text.Length == 0 || Parts().Match(text) is not { Success: true } match) return null;
        double Part(string name) => Number(match.Groups[name].Value) ?? 0;
        return Within((Part("d") * 86400) + (Part("h") * 3600) + (Part("m") * 60) + Part("s") + (Part("ms") / 1000));
    }

    private static TimeSpan Within(double seconds) => seconds <= 0 ? TimeSpan.Zero : seconds >= Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds);

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Value(HttpResponseHeaders headers, string name) => headers.NonValidated.TryGetValues(name, out var values) ? values.ToString().Trim() : null;

    [GeneratedRegex(@"^(?:(?<d>\d{1,9})d)?(?:(?<h>\d{1,9})h)?(?:(?<m>\d{1,9})m(?!s))?(?:(?<s>\d{1,9}(?:\.\d{1,9})?)s)?(?:(?<ms>\d{1,9}(?:\.\d{1,9})?)ms)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    [GeneratedRegex(@"(?:try|retry) again (?:in|after) (?:((?:\d[\d.]*(?:d|h|ms|m|s))+)\b|(\d[\d.]*) ?sec)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InWords();
}
