using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Language;

namespace Fastchat.Chat.Context;

/// <summary>
/// Packs passages into the tokens there are for them: the best first, each whole while it fits. Of one that does not, the
/// neighbouring sentences that share most words with what was searched for, and never a part of a sentence.
/// </summary>
internal static class PassagePacker
{
    // Less is hardly a statement.
    private const int LeastTokens = 24;

    /// <summary>Packs.</summary>
    /// <param name="passages">The passages, best first.</param>
    /// <param name="query">What was searched for.</param>
    /// <param name="room">The tokens there are.</param>
    /// <param name="count">Counts the tokens of a passage as the prompt tells it.</param>
    public static PackedPassages Pack(IReadOnlyList<Passage> passages, string query, long room, Func<Passage, long> count)
    {
        var packed = new List<Passage>();
        var (left, shortened) = (room, 0);
        foreach (var passage in passages)
        {
            var tokens = count(passage);
            if (tokens > left)
            {
                if (left < LeastTokens || Shorten(passage, query, left, count) is not { } part) continue;
                packed.Add(part);
                left -= count(part);
                shortened++;
                continue;
            }

            packed.Add(passage);
            left -= tokens;
        }

        return new PackedPassages(packed, shortened, passages.Count - packed.Count, room - left);
    }

    private static Passage? Shorten(Passage passage, string query, long room, Func<Passage, long> count)
    {
        var sentences = Sentences.Split(passage.Text);
        var wanted = Analyzer.Query(query).Select(t => t.Text).ToHashSet(StringComparer.Ordinal);
        var terms = sentences.ConvertAll(s => Analyzer.Terms(s.In(passage.Text)).Where(wanted.Contains).ToHashSet(StringComparer.Ordinal));

        // Sentence by sentence, each with what stands before it, is a guess of the whole.
        var bare = count(Part(passage, 0, 0));
        var tokens = sentences.ConvertAll(s => count(Part(passage, s.Start, s.End)) - bare + 1);
        var (first, behind, most) = (0, 0, -1);
        for (var from = 0; from < sentences.Count; from++)
        {
            var (to, sum) = (from, bare);
            while (to < sentences.Count && sum + tokens[to] <= room) sum += tokens[to++];
            var shared = terms[from..to].SelectMany(t => t).Distinct(StringComparer.Ordinal).Count();
            if (to > from && shared > most) (first, behind, most) = (from, to, shared);
        }

        for (; behind > first; behind--)
        {
            if (Part(passage, sentences[first].Start, sentences[behind - 1].End) is var part && count(part) <= room) return part;
        }

        return null;
    }

    private static Passage Part(Passage passage, int start, int end)
    {
        var part = passage.Clone();
        part.Text = passage.Text[start..end];
        part.Start = passage.Start + CodePoints.Count(passage.Text.AsSpan(0, start));
        part.End = part.Start + CodePoints.Count(part.Text);
        return part;
    }
}
