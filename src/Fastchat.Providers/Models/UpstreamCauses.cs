using System.Globalization;
using System.Text.RegularExpressions;
using Fastchat.Contracts.Errors.V1;

namespace Fastchat.Providers.Models;

/// <summary>
/// The one table from what a provider says of a failure to our reason. Codes are those that OpenAI, Azure, Anthropic and
/// LiteLLM document or raise; where they only speak, their standing words are looked for.
/// </summary>
internal static partial class UpstreamCauses
{
    /// <summary>Why a request was refused.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="error">What was said of it.</param>
    public static ErrorReason Of(int status, UpstreamError error)
    {
        if (Said(status, error) is { } said) return said;
        return status switch
        {
            401 or 403 => ErrorReason.UpstreamUnauthorized,
            404 => ErrorReason.ModelNotFound,
            408 or 504 or 524 => ErrorReason.UpstreamTimeout,
            402 or 429 => ErrorReason.UpstreamRateLimited,
            >= 400 and < 500 => ErrorReason.UpstreamRejected,
            _ => ErrorReason.UpstreamUnavailable,
        };
    }

    /// <summary>Why a stream ended with a failure; null where it does not say.</summary>
    public static ErrorReason? OfStream(UpstreamError error)
    {
        if (int.TryParse(error.Code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and < 600)
            return status == 500 ? Said(status, error) : Of(status, error);
        if (Said(status: null, error) is { } said) return said;
        if (Is(error, "rate_limit_exceeded", "rate_limit_error", "rate_limited", "too_many_requests", "throttling_error", "RateLimitError")) return ErrorReason.UpstreamRateLimited;
        if (Is(error, "timeout", "timeout_error", "request_timeout", "Timeout")) return ErrorReason.UpstreamTimeout;
        if (Is(error, "overloaded_error", "server_overloaded", "service_unavailable", "ServiceUnavailableError", "engine_overloaded")) return ErrorReason.UpstreamUnavailable;
        if (Is(error, "authentication_error", "permission_error", "invalid_api_key")) return ErrorReason.UpstreamUnauthorized;
        if (Is(error, "model_not_found", "not_found_error")) return ErrorReason.ModelNotFound;
        return null;
    }

    /// <summary>Whether what was bought there is used up: waiting a moment mends nothing.</summary>
    public static bool IsQuota(int status, UpstreamError error) =>
        status == 402 || Is(error, "insufficient_quota", "budget_exceeded", "billing_hard_limit_reached", "quota_exceeded", "insufficient_balance");

    // What has the same reason under every status: gateways wrap one failure into another's status.
    private static ErrorReason? Said(int? status, UpstreamError error)
    {
        if (Is(error, "context_length_exceeded", "ContextWindowExceededError", "model_max_prompt_tokens_exceeded", "request_too_large")) return ErrorReason.ContextLengthExceeded;
        if (Is(error, "content_filter", "content_policy_violation", "ContentPolicyViolationError", "ResponsibleAIPolicyViolation", "moderation_blocked"))
            return ErrorReason.ContentRefused;
        if (IsQuota(status ?? 0, error)) return ErrorReason.UpstreamRateLimited;
        if (error.Message is not { } words || status is 401 or 403 or 404 or 429) return null;
        if (TooLong().IsMatch(words)) return ErrorReason.ContextLengthExceeded;
        return Filtered().IsMatch(words) ? ErrorReason.ContentRefused : null;
    }

    private static bool Is(UpstreamError error, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (string.Equals(error.Code, name, StringComparison.OrdinalIgnoreCase) || string.Equals(error.Type, name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    [GeneratedRegex(
        "maximum context length|context_length_exceeded|ContextWindowExceeded|exceeds? (?:the |its )?(?:available |model'?s? )?context|context (?:window|length|limit|size)[^.]{0,60}exceed|prompt is too long|input is too long|exceeds the maximum number of (?:input )?tokens|reduce the length of the (?:messages|prompt)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TooLong();

    [GeneratedRegex(
        "content_policy_violation|ContentPolicyViolation|content management policy|content[ _]filter|violat(?:e|es|ing) (?:our|the) (?:usage|content) polic|blocked due to safety|flagged as potentially violating",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Filtered();
}
