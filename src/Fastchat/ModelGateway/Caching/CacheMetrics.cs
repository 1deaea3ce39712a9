using System.Diagnostics.Metrics;

namespace Fastchat.ModelGateway.Caching;

/// <summary>What is counted of caches, under the meter <c>Fastchat.ModelGateway</c>; by <c>result</c>: hit or miss.</summary>
internal static class CacheMetrics
{
    private static readonly Meter Meter = new("Fastchat.ModelGateway");
    private static readonly KeyValuePair<string, object?> Hit = new("result", "hit");
    private static readonly KeyValuePair<string, object?> Miss = new("result", "miss");

    /// <summary>Texts that were to be embedded.</summary>
    public static readonly Counter<long> Embeddings = Meter.CreateCounter<long>("fastchat.embedding_cache.lookups", "{text}", "Texts whose vectors were looked for in the embedding cache.");

    /// <summary>Requests that wanted a kept answer.</summary>
    public static readonly Counter<long> Answers = Meter.CreateCounter<long>("fastchat.response_cache.lookups", "{request}", "Requests whose answers were looked for in the response cache.");

    /// <summary>The tag of a look-up.</summary>
    public static KeyValuePair<string, object?> Result(bool isHit) => isHit ? Hit : Miss;
}
