using Fastchat.Foundation;

namespace Fastchat.Retrieval.Index;

/// <summary>
/// How the two scores of a passage make one: their weighted mean. They are the tenant's settings, made for embedders that
/// understand; how far the built-in one is to be trusted is said by its scale and not here.
/// </summary>
/// <param name="Semantic">The weight of the likeness of vectors.</param>
/// <param name="Lexical">The weight of the words in common.</param>
public sealed record SearchWeights(double Semantic = 0.7, double Lexical = 0.3)
{
    /// <summary>0.7 and 0.3.</summary>
    public static SearchWeights Default { get; } = new();

    /// <summary>Refuses weights that have no mean.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public void Validate()
    {
        if (!(Semantic >= 0 && Lexical >= 0 && double.IsFinite(Semantic + Lexical)))
            throw FastchatException.InvalidValue("search_settings", "semantic_weight and bm25_weight must be 0 or more.");
        if (Semantic + Lexical == 0)
            throw FastchatException.InvalidValue("search_settings", "semantic_weight and bm25_weight must not both be 0.");
    }

    /// <summary>The score of a passage, 0 to 1.</summary>
    public double Combine(double semanticScore, double lexicalScore) =>
        ((Semantic * semanticScore) + (Lexical * lexicalScore)) / (Semantic + Lexical);
}
