using System.Globalization;
using Fastchat.Language;

namespace Fastchat.Retrieval.Chunking;

/// <summary>Walks over a page once and gives its chunks' ranges in UTF-16 indexes.</summary>
internal sealed class PageCutter(string text, ChunkingPolicy policy)
{
    private const int LongestHeading = 200;

    private readonly List<Sentence> _sentences = Sentences.Split(text);
    private readonly int _size = policy.MaxTokens * ChunkingPolicy.CharactersPerToken;
    private readonly int _overlap = policy.OverlapTokens * ChunkingPolicy.CharactersPerToken;
    private int _position;

    /// <summary>The next chunk without the white space around it; null at the end.</summary>
    public (int Start, int End)? Next()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position])) _position++;
        if (_position == text.Length) return null;

        var start = _position;
        var isRest = text.Length - start <= _size;
        var cut = isRest ? text.Length : FindCut(start);
        _position = isRest ? cut : FindNextStart(start, cut);
        while (char.IsWhiteSpace(text[cut - 1])) cut--;
        return (start, cut);
    }

    /// <summary>
    /// The last heading that begins before an index; the one given when the page has none above it; null where a heading
    /// begins at the index itself, for that one is in force from there.
    /// </summary>
    public string? HeadingAbove(int index, string? before)
    {
        var next = FirstSentenceFrom(index);
        if (next < _sentences.Count && _sentences[next].Start == index && _sentences[next].Kind == SentenceKind.Heading) return null;
        var last = next - 1;
        while (last >= 0 && _sentences[last].Kind != SentenceKind.Heading) last--;
        if (last < 0) return before;
        var heading = _sentences[last].In(text);
        return heading[..Math.Min(heading.Length, LongestHeading)].Trim("#=-\r\n ").ToString();
    }

    // The deepest border that leaves the chunk at a fair size. A heading may leave it small: it begins something else.
    private int FindCut(int start)
    {
        var limit = start + _size;
        int heading = -1, block = -1, sentence = -1;
        for (var i = FirstSentenceFrom(limit + 1) - 1; i >= 0 && _sentences[i].Start > start + (_size / 4); i--)
        {
            var border = _sentences[i];
            if (border.Kind == SentenceKind.Heading)
            {
                // Of headings that follow each other the first begins the new part.
                heading = border.Start;
                if (i == 0 || _sentences[i - 1].Kind != SentenceKind.Heading) break;
            }
            else if (heading >= 0)
            {
                break;
            }
            else if (border.Start > start + (_size / 2))
            {
                if (sentence < 0) sentence = border.Start;
                if (block < 0 && border.StartsBlock) block = border.Start;
            }
        }

        if (heading >= 0) return heading;
        if (block >= 0) return block;
        return sentence >= 0 ? sentence : FindWordCut(start, limit);
    }

    private int FindWordCut(int start, int limit)
    {
        for (var cut = limit; cut > start + (_size / 2); cut--)
        {
            if (char.IsWhiteSpace(text[cut])) return cut;
        }

        // Scripts without spaces, or data: anywhere but inside of a character.
        var hardCut = limit;
        while (hardCut > start + (_size / 2) && !IsCharacterStart(hardCut)) hardCut--;
        return char.IsLowSurrogate(text[hardCut]) ? hardCut - 1 : hardCut;
    }

    // As far back from the cut as may be repeated, but at the start of a sentence, or else of a word; a new heading repeats nothing.
    private int FindNextStart(int start, int cut)
    {
        var earliest = Math.Max(cut - _overlap, start + 1);
        var first = FirstSentenceFrom(earliest);
        var atCut = FirstSentenceFrom(cut);
        if (atCut < _sentences.Count && _sentences[atCut].Start == cut && _sentences[atCut].Kind == SentenceKind.Heading) return cut;
        if (first < atCut) return _sentences[first].Start;
        for (var index = earliest; index < cut; index++)
        {
            if (char.IsWhiteSpace(text[index])) return index;
        }

        return cut;
    }

    // The index of the first sentence that begins at a text index or behind it.
    private int FirstSentenceFrom(int index)
    {
        int low = 0, high = _sentences.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_sentences[middle].Start < index) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private bool IsCharacterStart(int index) =>
        !char.IsLowSurrogate(text[index])
        && CharUnicodeInfo.GetUnicodeCategory(text, index) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);
}
