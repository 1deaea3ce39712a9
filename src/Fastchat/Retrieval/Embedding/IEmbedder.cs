namespace Fastchat.Retrieval.Embedding;

/// <summary>The port of an embedding model. Implementations are safe for many calls at once.</summary>
public interface IEmbedder
{
    /// <summary>The model's name. Vectors of embedders with different names must not be compared.</summary>
    string Name { get; }

    /// <summary>How many numbers a vector has.</summary>
    int Dimensions { get; }

    /// <summary>How the cosines of this model's vectors are to be read.</summary>
    SimilarityScale Scale { get; }

    /// <summary>The vectors of the texts, in their order, each of length 1 (or all zeros for a text without words).</summary>
    ValueTask<float[][]> EmbedAsync(IReadOnlyList<string> texts, EmbedKind kind, CancellationToken cancellationToken);
}
