using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Caching;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Routing;
using Fastchat.ModelGateway.Tokens;

namespace Fastchat.ModelGateway.Embeddings;

/// <summary>
/// Embeds texts: those whose vectors are not remembered, in batches, a few at once. The next target of a model is tried when
/// one fails, and then for all of the texts: the vectors of one answer come from one place.
/// </summary>
/// <param name="cache">What is remembered; null for nothing.</param>
/// <param name="clock">The clock of time limits.</param>
public sealed class EmbeddingRouter(EmbeddingCache? cache, TimeProvider clock)
{
    private const int BatchesAtOnce = 4;

    /// <summary>Embeds texts.</summary>
    /// <param name="registry">The world that the call sees.</param>
    /// <param name="model">The model that was asked for.</param>
    /// <param name="tenant">Whose texts they are.</param>
    /// <param name="query">The texts.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="FastchatException">INVALID_VALUE for a model that makes no embeddings, or what the last target failed with.</exception>
    public Task<EmbeddingAnswer> EmbedAsync(RegistrySnapshot registry, RegisteredModel model, TenantId tenant, EmbeddingQuery query, CancellationToken cancellationToken)
    {
        var walk = new TargetWalk(registry, model, clock);
        return walk.FirstAsync((provider, target) => provider.EmbeddingModel(target.Model) is { } embedder
            ? EmbedAsync(walk, embedder, target, tenant, query, cancellationToken)
            : throw FastchatException.InvalidValue("model", $"The model '{model.Name}' makes no embeddings."));
    }

    private async Task<EmbeddingAnswer> EmbedAsync(TargetWalk walk, IEmbeddingModel embedder, ModelTarget target, TenantId tenant, EmbeddingQuery query, CancellationToken cancellationToken)
    {
        var place = cache?.PlaceOf(tenant, target, query.Dimensions);
        var vectors = new float[query.Texts.Count][];
        var missing = new List<int>();
        for (var i = 0; i < vectors.Length; i++)
        {
            if (place?.Find(query.Texts[i]) is { } remembered) vectors[i] = remembered;
            else missing.Add(i);
        }

        var tokens = new TokenSum();
        await Parallel.ForEachAsync(
            TextBatches.Of(query.Texts, missing, embedder.MostTexts),
            new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce, CancellationToken = cancellationToken },
            async (batch, stop) =>
            {
                var texts = batch.ConvertAll(i => query.Texts[i]);
                var result = await AskAsync(walk, embedder, new EmbeddingQuery(target.Model, texts, query.Dimensions), stop);
                tokens.Add(result.PromptTokens, texts);
                for (var i = 0; i < batch.Count; i++)
                {
                    vectors[batch[i]] = result.Vectors[i];
                    place?.Add(texts[i], result.Vectors[i]);
                }
            });
        if (Array.Exists(vectors, v => v.Length != vectors[0].Length)) throw Unusable("vectors of different lengths");
        return new EmbeddingAnswer(vectors, tokens.Total, tokens.IsEstimated);
    }

    private static async Task<EmbeddingResult> AskAsync(TargetWalk walk, IEmbeddingModel embedder, EmbeddingQuery query, CancellationToken cancellationToken)
    {
        var result = await walk.InTimeAsync(stop => embedder.EmbedAsync(query, stop), cancellationToken);
        return result.Vectors.Count == query.Texts.Count ? result : throw Unusable($"{result.Vectors.Count} vectors for {query.Texts.Count} texts");
    }

    private static FastchatException Unusable(string what) => new(ErrorReason.UpstreamUnavailable, $"The model's provider gave {what}.");

    // What batches that run at once come to.
    private sealed class TokenSum
    {
        private long _total;

        public long Total => _total;

        public bool IsEstimated { get; private set; }

        public void Add(long? stated, List<string> texts)
        {
            if (stated is null) IsEstimated = true;
            Interlocked.Add(ref _total, stated ?? texts.Sum(t => (long)TokenCounter.For("").Count(t)));
        }
    }
}
