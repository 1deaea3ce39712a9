namespace Fastchat.ModelGateway.Reranking;

/// <summary>The port of a model that says how well texts fit a question. Implementations are safe for many calls at once.</summary>
public interface IReranker
{
    /// <summary>Scores texts, 1 to 1000.</summary>
    /// <exception cref="Foundation.FastchatException">What a caller should know.</exception>
    Task<RerankResult> RerankAsync(RerankQuery query, CancellationToken cancellationToken);
}
