namespace Fastchat.ModelGateway.Embeddings;

/// <summary>The port of a model that turns texts into vectors. Implementations are safe for many calls at once.</summary>
public interface IEmbeddingModel
{
    /// <summary>Embeds texts, 1 to 2048; whoever calls keeps to what the provider takes at once.</summary>
    /// <exception cref="Foundation.FastchatException">What a caller should know.</exception>
    Task<EmbeddingResult> EmbedAsync(EmbeddingQuery query, CancellationToken cancellationToken);
}
