using Fastchat.Retrieval.Embedding;

namespace Fastchat.Retrieval.Index;

/// <summary>What to look for in a collection.</summary>
public sealed record IndexQuery
{
    /// <summary>The question's words.</summary>
    public required string Text { get; init; }

    /// <summary>The question's vector, from the embedder that made the chunks' vectors.</summary>
    public required float[] Vector { get; init; }

    /// <summary>How that embedder's cosines are to be read.</summary>
    public required SimilarityScale Scale { get; init; }

    /// <summary>How the scores are weighted.</summary>
    public SearchWeights Weights { get; init; } = SearchWeights.Default;

    /// <summary>How many hits at most.</summary>
    public int TopK { get; init; } = 5;
}
