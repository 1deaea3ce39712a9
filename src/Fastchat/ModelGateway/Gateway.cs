using System.Runtime.CompilerServices;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Caching;
using Fastchat.ModelGateway.Embeddings;
using Fastchat.ModelGateway.Formats;
using Fastchat.ModelGateway.Parameters;
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

    /// <summary>What is known of a model that a caller may use.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or MODEL_NOT_FOUND.</exception>
    public RegisteredModel Describe(string name, ModelPermit permit) => Find(registry.Current.For(permit), name);

    /// <summary>Refuses what <see cref="StreamAsync"/> would refuse, as far as it shows before a model is asked.</summary>
    /// <exception cref="FastchatException">MODEL_NOT_FOUND, PARAMETER_UNSUPPORTED or CONTEXT_LENGTH_EXCEEDED.</exception>
    public void Check(ModelRequest request) => ParameterFit.Fit(Describe(request.Parameters.Model, request.Permit), request);

    /// <summary>Lets a model answer. Nothing is done before the first delta is asked for.</summary>
    /// <exception cref="FastchatException">What the request or the model is refused for.</exception>
    public IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        // (1) Find the model.
        var world = registry.Current.For(request.Permit);
        var model = Find(world, request.Parameters.Model);

        // (2) Fit the parameters to what it can do.
        var (fitted, dropped) = ParameterFit.Fit(model, request);

        // (4) Route.
        var routed = fitted with { Cache = null, Counted = null };
        var answer = router.StreamAsync(
            world, model, routed, cancellationToken, (fallback, asked) => ParameterFit.Fit(fallback, ReferenceEquals(asked, routed) ? request : asked).Request);

        // (5) Hold the answer to its format.
        if (AnswerFormat.Of(fitted.Parameters) is { } format) answer = FormatGuard.HoldAsync(format, answer, cancellationToken);

        // (3) Look for a kept answer; only without one is the other begun.
        if (request.Cache is { } wish)
        {
            if (answers is not null) answer = answers.StreamAsync(world, model, fitted, wish, answer, cancellationToken);
            else wish.Tell(CacheOutcome.Off);
        }

        return dropped.Count == 0 ? answer : TellAsync(dropped, answer, cancellationToken);
    }

    private static async IAsyncEnumerable<ModelDelta> TellAsync(IReadOnlyList<string> dropped, IAsyncEnumerable<ModelDelta> answer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new ModelDelta { Dropped = dropped };
        await foreach (var delta in answer.WithCancellation(cancellationToken)) yield return delta;
    }

    /// <summary>Lets a model embed texts.</summary>
    /// <exception cref="FastchatException">What the request or the model is refused for.</exception>
    public Task<EmbeddingAnswer> EmbedAsync(TenantId tenant, ModelPermit permit, EmbeddingQuery query, CancellationToken cancellationToken)
    {
        var world = registry.Current.For(permit);
        return _embeddings.EmbedAsync(world, Find(world, query.Model), tenant, query, cancellationToken);
    }

    /// <summary>Lets a model rank texts.</summary>
    /// <exception cref="FastchatException">What the request or the model is refused for.</exception>
    public Task<RerankResult> RerankAsync(ModelPermit permit, RerankQuery query, CancellationToken cancellationToken)
    {
        var world = registry.Current.For(permit);
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
