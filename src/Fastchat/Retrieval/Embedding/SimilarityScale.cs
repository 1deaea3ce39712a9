namespace Fastchat.Retrieval.Embedding;

/// <summary>
/// Turns a model's cosines into scores from 0 to 1. Every model has its own: 0.3 is a close match for one and chance for
/// another, so that a threshold only means the same for all behind a scale.
/// </summary>
/// <param name="Unrelated">The cosine of a question with a passage about something else: scored 0.</param>
/// <param name="Same">The cosine of a question with the passage that answers it: scored 1.</param>
/// <param name="Reliability">
/// How much of the score the cosine decides, 0 to 1; the rest is the share of common words. 1 for a trained model, whose
/// vectors know more than words do. Little for vectors that only hash words: theirs is the same evidence once more, but
/// blurred by collisions, and so it supports the exact count rather than overrule it.
/// </param>
public sealed record SimilarityScale(double Unrelated, double Same, double Reliability = 1)
{
    /// <summary>The semantic score of a passage.</summary>
    /// <param name="cosine">The likeness of its vector to the question's.</param>
    /// <param name="lexicalScore">Its lexical score, on which an unreliable cosine leans.</param>
    public double Score(double cosine, double lexicalScore)
    {
        var likeness = Math.Clamp((cosine - Unrelated) / (Same - Unrelated), 0, 1);
        return (Reliability * likeness) + ((1 - Reliability) * lexicalScore);
    }
}
