using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Reranking;

namespace Fastchat.Providers.Models;

/// <summary>Reads <c>{"results": [{"index", "relevance_score"}]}</c>.</summary>
internal static class RerankAnswer
{
    /// <summary>The ranks, best first.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="texts">How many texts were ranked.</param>
    /// <param name="top">How many are wanted; null for all that were ranked.</param>
    /// <exception cref="FastchatException">UPSTREAM_UNAVAILABLE: it is no such answer, or ranks a text twice or one that was not asked about.</exception>
    public static IReadOnlyList<TextRank> Read(ReadOnlyMemory<byte> answer, int texts, int? top)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            var seen = new HashSet<int>();
            var ranks = new List<TextRank>();
            foreach (var result in json.RootElement.GetProperty("results").EnumerateArray())
            {
                var rank = new TextRank(result.GetProperty("index").GetInt32(), result.GetProperty("relevance_score").GetDouble());
                if (rank.Index < 0 || rank.Index >= texts || !seen.Add(rank.Index) || !double.IsFinite(rank.Score)) throw new FormatException("A rank belongs to no text.");
                ranks.Add(rank);
            }

            return [.. InScale(ranks).OrderByDescending(r => r.Score).ThenBy(r => r.Index).Take(top ?? int.MaxValue)];
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FastchatException(ErrorReason.UpstreamUnavailable, "The model's provider answered with ranks that cannot be read.", inner: e);
        }
    }

    // Some rerankers state logits. The logistic function brings them between 0 and 1 and keeps their order.
    private static IEnumerable<TextRank> InScale(List<TextRank> ranks) =>
        ranks.All(r => r.Score is >= 0 and <= 1) ? ranks : ranks.Select(r => r with { Score = 1 / (1 + Math.Exp(-r.Score)) });
}
