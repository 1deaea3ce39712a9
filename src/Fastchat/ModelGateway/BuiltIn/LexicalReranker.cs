using System.Runtime.InteropServices;
using Fastchat.Language;
using Fastchat.ModelGateway.Reranking;

namespace Fastchat.ModelGateway.BuiltIn;

/// <summary>
/// Ranks texts by the words they share with the question, as BM25 weighs them (Robertson and Zaragoza 2009), with the given
/// texts as the whole library. A score is the share of the most that any text could reach. It knows no synonyms. Words count
/// as tokens.
/// </summary>
public sealed class LexicalReranker : IReranker
{
    /// <summary>The model's name.</summary>
    public const string Name = "lexical";

    private const double Saturation = 1.2; // k1
    private const double LengthShare = 0.75; // b

    /// <inheritdoc />
    public Task<RerankResult> RerankAsync(RerankQuery query, CancellationToken cancellationToken)
    {
        var terms = Analyzer.Query(query.Question);
        var texts = new List<TermCounts>(query.Texts.Count);
        foreach (var text in query.Texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            texts.Add(TermCounts.Of(text));
        }

        var usual = Math.Max(1, texts.Average(t => t.Length));
        var weights = terms.Select(t => (t.Text, Weight: t.Weight * Rarity(texts.Count(c => c.CountOf(t.Text) > 0), texts.Count))).ToList();
        var most = weights.Sum(w => w.Weight * (Saturation + 1));
        var ranks = texts
            .Select((t, i) => new TextRank(i, most > 0 ? weights.Sum(w => w.Weight * Share(t.CountOf(w.Text), t.Length / usual)) / most : 0))
            .OrderByDescending(r => r.Score)
            .ThenBy(r => r.Index)
            .Take(query.Top ?? int.MaxValue);
        var words = Words.Count(query.Question) + query.Texts.Sum(t => (long)Words.Count(t));
        return Task.FromResult(new RerankResult([.. ranks], words));
    }

    // A word that is everywhere still says a little, so that it tells texts apart when no other word does.
    private static double Rarity(int with, int all) => Math.Log(1 + ((all - with + 0.5) / (with + 0.5)));

    private static double Share(int count, double length) =>
        count * (Saturation + 1) / (count + (Saturation * (1 - LengthShare + (LengthShare * length))));

    private sealed class TermCounts
    {
        private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

        public int Length { get; private set; }

        public static TermCounts Of(string text)
        {
            var counts = new TermCounts();
            foreach (var term in Analyzer.Terms(text))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts._counts, term, out _)++;
                counts.Length++;
            }

            return counts;
        }

        public int CountOf(string term) => _counts.GetValueOrDefault(term);
    }
}
