using Fastchat.Language;

namespace Fastchat.Retrieval.Index;

/// <summary>
/// Scores how much of a question's words a chunk holds, from 0 to 1 so that scores of different questions and collections
/// can be compared and a threshold has a meaning, which BM25's own sums cannot offer.
/// </summary>
/// <remarks>
/// Two shares of the question's weight, words counting by their rarity, are averaged: BM25's, whose order is known to be good;
/// and that of the densest stretch of the chunk, because an answer has its words side by side while a long text about
/// something else has some of them far apart. A curve then spreads the mean over the range. Words that the collection does
/// not have count as its rarest: a question about them is not answered by the other words.
/// The figures that the constants were chosen by are in the search's measurements, among the tests.
/// </remarks>
internal sealed class LexicalScorer
{
    // BM25 for passages: length counts for little, and the second mention for less than in long documents.
    private const double Saturation = 0.9;
    private const double LengthShare = 0.4;

    // Terms of about one long sentence; of a script without spaces, where every character begins a term.
    private const int Stretch = 20;
    private const int StretchOfPairs = 40;

    // As if the collection had this many more chunks, of other things: in a collection of three every word is in a third
    // of it, and yet some are rare.
    private const int BackgroundChunks = 100;

    // The mean share at which a chunk is as likely to be about the question as not. It grows with the collection: the more
    // chunks there are about other things, the more of a question's words the best of them holds by chance.
    private const double HalfOfOne = 0.23;
    private const double HalfPerDecade = 0.04;

    // Of pairs of Chinese characters many straddle two words and are in no chunk; of those of an alphabet without spaces
    // (Thai) many are in all.
    private const double CharacterPairs = 0.75;
    private const double LetterPairs = 1.8;

    private readonly Dictionary<string, int> _places;
    private readonly double[] _weights;
    private readonly double _totalWeight;
    private readonly double _averageLength;
    private readonly int _stretch = Stretch;
    private readonly double _half;

    /// <summary>Prepares a question's scoring over a collection.</summary>
    /// <param name="terms">The question's terms.</param>
    /// <param name="statistics">The collection's, by terms as they are stored.</param>
    /// <param name="stored">Gives a term as it is stored; null where that is the term itself.</param>
    public LexicalScorer(IReadOnlyList<QueryTerm> terms, CollectionStatistics statistics, Func<string, string>? stored = null)
    {
        stored ??= static term => term;
        _places = new Dictionary<string, int>(terms.Count, StringComparer.Ordinal);
        _weights = new double[terms.Count];
        _averageLength = Math.Max(1, statistics.AverageLength);
        _half = HalfOfOne + (HalfPerDecade * Math.Log10(Math.Max(1, statistics.Chunks)));
        var pairs = terms.Where(term => WordReader.IsPair(term.Text)).ToArray();
        if (2 * pairs.Length > terms.Count)
        {
            _stretch = StretchOfPairs;
            _half *= pairs[0].Text[0] < '\u2E80' ? LetterPairs : CharacterPairs;
        }

        for (var i = 0; i < terms.Count; i++)
        {
            _places.Add(stored(terms[i].Text), i);
            _weights[i] = terms[i].Weight * Rarity(statistics, stored(terms[i].Text));
            _totalWeight += _weights[i];
        }
    }

    /// <summary>The score of a chunk by its analysed text: terms between single spaces.</summary>
    public double Score(ReadOnlySpan<char> analysed)
    {
        if (_totalWeight == 0) return 0;
        var sequence = Sequence(analysed);
        var share = (Bm25(sequence) + DensestStretch(sequence)) / (2 * _totalWeight);
        return Spread(share);
    }

    // A smooth step through about 1/2 at the half and 1 at 1.
    private double Spread(double share)
    {
        var square = share * share;
        return square * (1 + (_half * _half)) / (square + (_half * _half));
    }

    private static double Rarity(CollectionStatistics statistics, string term)
    {
        var with = statistics.ChunksWith.GetValueOrDefault(term);
        return Math.Log(1 + ((statistics.Chunks + BackgroundChunks - with + 0.5) / (with + 0.5)));
    }

    // The chunk as the places of its terms in the question; -1 for all others.
    private List<int> Sequence(ReadOnlySpan<char> analysed)
    {
        var places = _places.GetAlternateLookup<ReadOnlySpan<char>>();
        var sequence = new List<int>();
        foreach (var range in analysed.Split(' ')) sequence.Add(places.TryGetValue(analysed[range], out var place) ? place : -1);
        return sequence;
    }

    private double Bm25(List<int> sequence)
    {
        var counts = new int[_weights.Length];
        foreach (var place in sequence)
        {
            if (place >= 0) counts[place]++;
        }

        var lengthFactor = Saturation * (1 - LengthShare + (LengthShare * sequence.Count / _averageLength));
        var sum = 0.0;
        for (var i = 0; i < counts.Length; i++) sum += _weights[i] * counts[i] / (counts[i] + lengthFactor);
        return sum;
    }

    private double DensestStretch(List<int> sequence)
    {
        var counts = new int[_weights.Length];
        double current = 0, best = 0;
        for (var i = 0; i < sequence.Count; i++)
        {
            if (sequence[i] >= 0 && counts[sequence[i]]++ == 0) best = Math.Max(best, current += _weights[sequence[i]]);
            if (i >= _stretch && sequence[i - _stretch] is >= 0 and var left && --counts[left] == 0) current -= _weights[left];
        }

        return best;
    }
}
