using System.Text.RegularExpressions;
using Fastchat.Language;

namespace Fastchat.ModelGateway.BuiltIn;

/// <summary>
/// Picks the sentences of passages that answer a question best, by the words they share with it: rare words count more,
/// words of the heading above or the sentence before count less, and of equals the earlier passage wins.
/// </summary>
internal sealed partial class QuoteSelector
{
    private const int MostQuotes = 3;
    private const int LongestList = 1000;

    // A further sentence must answer nearly as well as the best, or it only dilutes it.
    private const double Enough = 0.6;
    private const double ContextShare = 0.4;
    private const double PassageShare = 0.3;
    private const double NumberBonus = 0.1;
    private const double PassageRankLoss = 0.02;
    private const int FewestWords = 3;

    private readonly IReadOnlyList<string> _passages;
    private readonly List<Sentence>[] _sentences;
    private readonly HashSet<string>[] _passageTerms;
    private readonly List<QuoteCandidate> _candidates = [];
    private readonly Dictionary<string, int> _sentencesWith = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<QueryTerm> _question;
    private readonly bool _asksForNumber;

    private QuoteSelector(string question, IReadOnlyList<string> passages)
    {
        _passages = passages;
        _question = Analyzer.Query(question);
        _asksForNumber = NumberQuestion.IsMatch(question);
        _sentences = [.. passages.Select(Sentences.Split)];
        _passageTerms = [.. passages.Select(passage => TermsOf(passage))];
        for (var i = 0; i < passages.Count; i++) Collect(i);
    }

    [GeneratedRegex(@"\b(how (many|much|long|old|far|often|large|big|high|tall)|when|what (year|date|day|time|percentage|number|age))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NumberQuestion { get; }

    [GeneratedRegex(@"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand|million|billion|once|twice|half|third|quarter)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number { get; }

    /// <summary>One to three quotes, best first; none only when no passage has a word.</summary>
    public static IReadOnlyList<Quote> Select(string question, IReadOnlyList<string> passages) =>
        new QuoteSelector(question, passages).Select();

    private List<Quote> Select()
    {
        var ranked = _candidates
            .Select(candidate => (Candidate: candidate, Score: Score(candidate)))
            .OrderByDescending(ranked => ranked.Score)
            .ToArray();
        var quotes = new List<Quote>(MostQuotes);
        foreach (var (candidate, score) in ranked)
        {
            if (quotes.Count == MostQuotes || (quotes.Count > 0 && (score == 0 || score < Enough * ranked[0].Score))) break;
            var quote = new Quote(candidate.Passage + 1, WhiteSpace.Replace(_passages[candidate.Passage][RangeOf(candidate)], " "));
            // Passages overlap, so the same sentence may stand in two of them.
            if (!quotes.Exists(other => other.Text.Contains(quote.Text, StringComparison.Ordinal))) quotes.Add(quote);
        }

        return quotes;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace { get; }

    private void Collect(int passage)
    {
        var text = _passages[passage];
        HashSet<string> heading = [], before = [];
        for (var i = 0; i < _sentences[passage].Count; i++)
        {
            var sentence = _sentences[passage][i];
            var terms = TermsOf(sentence.In(text));
            if (IsQuotable(passage, i))
            {
                _candidates.Add(new QuoteCandidate(passage, i, sentence, terms, heading.Union(before).ToHashSet(StringComparer.Ordinal)));
                foreach (var term in terms) _sentencesWith[term] = _sentencesWith.GetValueOrDefault(term) + 1;
            }

            // A question in the text is the heading of its answer.
            var isHeading = sentence.Kind == SentenceKind.Heading || text[sentence.End - 1] is '?' or '？';
            if (isHeading) heading = terms;
            before = isHeading ? [] : terms;
        }

        // A passage of nothing but fragments (a table, a form) is still better quoted than not.
        if (_candidates.Count == 0 && passage == _passages.Count - 1) CollectFragments();
    }

    private void CollectFragments()
    {
        for (var passage = 0; passage < _passages.Count; passage++)
        {
            for (var i = 0; i < _sentences[passage].Count; i++)
            {
                var terms = TermsOf(_sentences[passage][i].In(_passages[passage]));
                if (terms.Count > 0) _candidates.Add(new QuoteCandidate(passage, i, _sentences[passage][i], terms, terms));
            }
        }
    }

    private bool IsQuotable(int passage, int index)
    {
        var sentence = _sentences[passage][index];
        var text = sentence.In(_passages[passage]);
        if (sentence.Kind is SentenceKind.Heading or SentenceKind.Verbatim || text[^1] is '?' or '？') return false;
        // A passage may begin in the middle of a sentence.
        if (index == 0 && char.IsLower(text[0])) return false;
        return Words.Count(text) >= FewestWords;
    }

    private double Score(QuoteCandidate candidate)
    {
        double score = 0, total = 0;
        foreach (var term in _question)
        {
            var weight = term.Weight * Rarity(term.Text);
            total += weight;
            score += weight * (candidate.Terms.Contains(term.Text) ? 1
                : candidate.Context.Contains(term.Text) ? ContextShare
                : _passageTerms[candidate.Passage].Contains(term.Text) ? PassageShare : 0);
        }

        if (total == 0) return 0;
        if (_asksForNumber && Number.IsMatch(candidate.Sentence.In(_passages[candidate.Passage]))) score += NumberBonus * total;
        return score / total * (1 - (PassageRankLoss * candidate.Passage));
    }

    private double Rarity(string term)
    {
        var with = _sentencesWith.GetValueOrDefault(term);
        return Math.Log(1 + ((_candidates.Count + 10.5) / (with + 0.5)));
    }

    // The sentence without a list item's mark; with its list when it announces one.
    private Range RangeOf(QuoteCandidate candidate)
    {
        var (start, end, kind, startsBlock) = candidate.Sentence;
        var text = _passages[candidate.Passage];
        if (kind == SentenceKind.ListItem && startsBlock) start += text.AsSpan(start, end - start).IndexOf(' ') + 1;
        if (text[end - 1] is not (':' or '：')) return start..end;
        var sentences = _sentences[candidate.Passage];
        for (var i = candidate.Index + 1; i < sentences.Count && sentences[i].Kind == SentenceKind.ListItem && sentences[i].End - start <= LongestList; i++)
        {
            end = sentences[i].End;
        }

        return start..end;
    }

    private static HashSet<string> TermsOf(ReadOnlySpan<char> text) => Analyzer.Terms(text).ToHashSet(StringComparer.Ordinal);
}
