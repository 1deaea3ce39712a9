using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Caching;
using Fastchat.ModelGateway.Embeddings;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Reranking;
using Fastchat.ModelGateway.Routing;

namespace Fastchat.ModelGateway;

/// <summary>
/// Many models behind one calm face. A call: (1) find the model, (2) fit the parameters to what it can do, (3) look for a
/// kept answer, (4) route, with fallback before the first delta only, (5) hold the answer to its format.
/// </summary>
/// <param name="registry">Which models there are.</param>
/// <param name="router">Who chooses the target.</param>
/// <param name="answers">Where answers are kept; null for nowhere.</param>
/// <param name="embeddings">Who embeds; null for one that remembers nothing.</param>
/// <param name="reranking">Who ranks; null for the usual one.</param>
public sealed class Gateway(ModelRegistry registry, ModelRouter router, ResponseCache? answers = null, EmbeddingRouter? embeddings = null, RerankRouter? reranking = null)
{
    private readonly EmbeddingRouter _embeddings = embeddings ?? new EmbeddingRouter(cache: null, TimeProvider.System);
    private readonly RerankRouter _reranking = reranking ?? new RerankRouter(TimeProvider.System);

    /// <summary>The models on offer, by name.</summary>
    public IReadOnlyList<RegisteredModel> List() => registry.Current.List();

    /// <summary>What is known of a model.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or MODEL_NOT_FOUND.</exception>
    public RegisteredModel Describe(string name) => name.Length == 0 ? throw FastchatException.MissingField("model") : registry.Current.Describe(name) ?? throw NotFound(name);

    /// <summary>Refuses a model that is not there, or not for a caller.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or MODEL_NOT_FOUND.</exception>
    public void Check(string name, ModelPermit permit) => Find(registry.Current.For(permit), name);

    /// <summary>Lets a model answer. Nothing is done before the first delta is asked for.</summary>
    /// <exception cref="FastchatException">What the request or the model is refused for.</exception>
    public IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        // (1) Find the model.
        var world = registry.Current.For(request.Permit);
        var model = Find(world, request.Parameters.Model);

        // (4) Route.
        var answer = router.StreamAsync(world, model, request with { Cache = null }, cancellationToken);

        // (3) Look for a kept answer; only without one is the other begun.
        if (request.Cache is not { } wish) return answer;
        if (answers is not null) return answers.StreamAsync(world, model, request, wish, answer, cancellationToken);
        wish.Tell(CacheOutcome.Off);
        return answer;
    }

    /// <summary>Lets a model embed texts.</summary>
    /// <exception cref="FastchatException">What the request or the model is refused for.</exception>
    public Task<EmbeddingAnswer> EmbedAsync(TenantId tenant, EmbeddingQuery query, CancellationToken cancellationToken)
    {
        var world = registry.Current;
        return _embeddings.EmbedAsync(world, Find(world, query.Model), tenant, query, cancellationToken);
    }

    /// <summary>Lets a model rank texts.</summary>
    /// <exception cref="FastchatException">What the request or the model is refused for.</exception>
    public Task<RerankResult> RerankAsync(RerankQuery query, CancellationToken cancellationToken)
    {
        var world = registry.Current;
        return _reranking.RerankAsync(world, Find(world, query.Model), query, cancellationToken);
    }

    /// <summary>What is said of a model that is not there, or not for the caller.</summary>
    internal static FastchatException NotFound(string name) => new(ErrorReason.ModelNotFound, $"There is no model '{name}'. GET /v1/models lists those on offer.", "model");

    private static RegisteredModel Find(RegistrySnapshot world, string name)
    {
        if (name.Length == 0) throw FastchatException.MissingField("model");
        return world.Find(name) ?? throw NotFound(name);
    }
}
