using Fastchat.ModelGateway.BuiltIn;

namespace Fastchat.Retrieval.Embedding;

/// <summary>Embeds with the built-in model: see <see cref="HashingEmbeddingModel"/>.</summary>
public sealed class HashingEmbedder : IEmbedder
{
    /// <inheritdoc />
    public string Name => HashingEmbeddingModel.Name;

    /// <inheritdoc />
    public int Dimensions => HashingEmbeddingModel.Dimensions;

    /// <inheritdoc />
    public SimilarityScale Scale { get; } = new(Unrelated: 0.05, Same: 0.35, Reliability: 0.12);

    /// <inheritdoc />
    public ValueTask<float[][]> EmbedAsync(IReadOnlyList<string> texts, EmbedKind kind, CancellationToken cancellationToken)
    {
        var vectors = new float[texts.Count][];
        for (var i = 0; i < vectors.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            vectors[i] = HashingEmbeddingModel.Embed(texts[i]);
        }

        return ValueTask.FromResult(vectors);
    }
}
