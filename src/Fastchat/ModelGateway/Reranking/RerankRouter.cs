using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Routing;

namespace Fastchat.ModelGateway.Reranking;

/// <summary>Ranks texts; the next target of a model is tried when one fails.</summary>
/// <param name="clock">The clock of time limits.</param>
public sealed class RerankRouter(TimeProvider clock)
{
    /// <summary>Ranks texts.</summary>
    /// <param name="registry">The world that the call sees.</param>
    /// <param name="model">The model that was asked for.</param>
    /// <param name="query">The texts and the question.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="FastchatException">INVALID_VALUE for a model that ranks nothing, or what the last target failed with.</exception>
    public Task<RerankResult> RerankAsync(RegistrySnapshot registry, RegisteredModel model, RerankQuery query, CancellationToken cancellationToken)
    {
        var walk = new TargetWalk(registry, model, clock);
        return walk.FirstAsync(async (provider, target) =>
        {
            var reranker = provider.Reranker(target.Model) ?? throw FastchatException.InvalidValue("model", $"The model '{model.Name}' ranks no texts.");
            var result = await walk.InTimeAsync(stop => reranker.RerankAsync(query with { Model = target.Model }, stop), cancellationToken);

            // Whoever indexes a list by what a provider says must not be led beyond its end, nor see a text twice.
            var isSound = result.Ranks.All(r => r.Index >= 0 && r.Index < query.Texts.Count) && result.Ranks.DistinctBy(r => r.Index).Count() == result.Ranks.Count;
            return isSound ? result : throw new FastchatException(ErrorReason.UpstreamUnavailable, "The model's provider ranked texts that it was not given.");
        });
    }
}
