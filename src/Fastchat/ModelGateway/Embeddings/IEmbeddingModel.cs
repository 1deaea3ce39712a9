namespace Fastchat.ModelGateway.Embeddings;

/// <summary>The port of a model that turns texts into vectors. Implementations are safe for many calls at once.</summary>
public interface IEmbeddingModel
{
    /// <summary>How many texts it takes at once, 1 to 2048; default 128, which all providers take.</summary>
    int MostTexts => 128;

    /// <summary>Embeds texts, 1 to <see cref="MostTexts"/>.</summary>
    /// <exception cref="Foundation.FastchatException">What a caller should know.</exception>
    Task<EmbeddingResult> EmbedAsync(EmbeddingQuery query, CancellationToken cancellationToken);
}
