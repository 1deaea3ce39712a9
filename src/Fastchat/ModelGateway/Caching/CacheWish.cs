using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.ModelGateway.Caching;

/// <summary>What a call wants of kept answers.</summary>
/// <param name="IsRefresh">Whether the model is to be asked even when there is one.</param>
/// <param name="Lifetime">For how long the answer is kept.</param>
/// <param name="Tell">Is told what becomes of it, once, before the first delta.</param>
public sealed record CacheWish(bool IsRefresh, TimeSpan Lifetime, Action<CacheOutcome> Tell)
{
    private const int LongestSeconds = 86_400;
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    /// <summary>Reads what a request wants.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static CacheWish Of(AnswerCache cache, Action<CacheOutcome> tell)
    {
        if (cache.Rest?.Fields.Keys.FirstOrDefault() is { } stranger) throw FastchatException.InvalidValue($"cache.{stranger}", $"cache.{stranger} is not known here: cache takes mode and ttl_seconds, and a request without cache is neither kept nor answered from what was.");
        if (cache.Mode is < AnswerCacheMode.Unspecified or > AnswerCacheMode.Refresh) throw FastchatException.InvalidValue("cache.mode", "cache.mode must be 'use' or 'refresh'.");
        if (cache is { HasTtlSeconds: true, TtlSeconds: < 1 or > LongestSeconds })
            throw FastchatException.InvalidValue("cache.ttl_seconds", $"cache.ttl_seconds must be 1 to {LongestSeconds}, but is {cache.TtlSeconds}.");
        return new CacheWish(cache.Mode == AnswerCacheMode.Refresh, cache.HasTtlSeconds ? TimeSpan.FromSeconds(cache.TtlSeconds) : Usual, tell);
    }
}
