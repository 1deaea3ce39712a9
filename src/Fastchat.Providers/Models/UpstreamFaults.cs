using System.Net.Http.Headers;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Providers.Models;

/// <summary>Turns a provider's failures into ours: typed, without its secrets, and never with a page of HTML.</summary>
internal sealed class UpstreamFaults(UpstreamWords words, TimeProvider clock)
{
    private static readonly TimeSpan QuotaPause = TimeSpan.FromHours(1);

    /// <summary>A request that was refused.</summary>
    public FastchatException Refusal(int status, HttpResponseHeaders? headers, UpstreamError error)
    {
        var reason = UpstreamCauses.Of(status, error);
        var isQuota = reason == ErrorReason.UpstreamRateLimited && UpstreamCauses.IsQuota(status, error);
        var message = Message(reason, isQuota, words.Clean(error.Message) ?? $"HTTP status {status}.", $"failed with HTTP status {status}");
        return new FastchatException(reason, message, Param(reason, error))
        {
            RetryAfter = AtLeast(isQuota, headers is null ? RetryTimes.Said(error) : RetryTimes.Of(headers, error, clock.GetUtcNow())),
        };
    }

    /// <summary>A failure that was told where a chunk of an answer should be.</summary>
    public FastchatException InStream(UpstreamError error)
    {
        var reason = UpstreamCauses.OfStream(error);
        if (reason is not { } known) return new FastchatException(ErrorReason.UpstreamStreamBroken, "The model's provider failed in the middle of its answer.");
        var isQuota = known == ErrorReason.UpstreamRateLimited && UpstreamCauses.IsQuota(0, error);
        return new FastchatException(known, Message(known, isQuota, words.Clean(error.Message) ?? "it does not say why.", "failed"), Param(known, error))
        {
            RetryAfter = AtLeast(isQuota, RetryTimes.Said(error)),
        };
    }

    // Some state the pause of their rate limits with it, in which nobody will have paid.
    private static TimeSpan? AtLeast(bool isQuota, TimeSpan? stated) => isQuota && !(stated > QuotaPause) ? QuotaPause : stated;

    private string? Param(ErrorReason reason, UpstreamError error) => reason switch
    {
        ErrorReason.ModelNotFound => "model",
        ErrorReason.ContextLengthExceeded => "messages",
        ErrorReason.UpstreamRejected or ErrorReason.ContentRefused => words.Clean(error.Param),
        _ => null,
    };

    // What is the operator's to mend, or the provider's, is said in our words: theirs may tell what is no caller's business.
    private static string Message(ErrorReason reason, bool isQuota, string theirs, string failed) => reason switch
    {
        ErrorReason.UpstreamUnauthorized => "The model's provider refuses this server's key; its operator has to mend that.",
        ErrorReason.ModelNotFound => $"The model's provider does not know the model: {theirs}",
        ErrorReason.ContextLengthExceeded => $"The question is longer than the model can read: {theirs}",
        ErrorReason.ContentRefused => $"The model's provider will not answer this: {theirs}",
        ErrorReason.UpstreamTimeout => "The model's provider took too long.",
        ErrorReason.UpstreamRateLimited when isQuota => "What this server may use of the model's provider is used up; its operator has to mend that.",
        ErrorReason.UpstreamRateLimited => $"The model's provider is limiting its callers: {theirs}",
        ErrorReason.UpstreamRejected => $"The model's provider refused the request: {theirs}",
        _ => $"The model's provider {failed}.",
    };
}
