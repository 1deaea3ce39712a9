namespace Fastchat.Language;

/// <summary>
/// Offsets in Unicode code points, which every language can count, for a text that .NET counts in UTF-16 units.
/// A surrogate without its partner counts as one.
/// </summary>
internal sealed class CodePoints
{
    // Where the second halves of pairs stand: an index less the halves before it is the offset. Most texts have none.
    private readonly int[] _seconds;

    /// <summary>Prepares the mapping of a text.</summary>
    public CodePoints(string text)
    {
        var seconds = new List<int>();
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i])) seconds.Add(i);
        }

        _seconds = [.. seconds];
    }

    /// <summary>How many code points a text has.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i])) count--;
        }

        return count;
    }

    /// <summary>The offset in code points of a UTF-16 index.</summary>
    public int OffsetOf(int index) => index - SecondsBefore(index);

    /// <summary>The UTF-16 index of an offset in code points.</summary>
    public int IndexOf(int offset)
    {
        // The i-th pair lies before the offset when its own offset does.
        int low = 0, high = _seconds.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_seconds[middle] - 1 - middle < offset) low = middle + 1;
            else high = middle;
        }

        return offset + low;
    }

    private int SecondsBefore(int index)
    {
        var at = Array.BinarySearch(_seconds, index);
        return at < 0 ? ~at : at;
    }
}
