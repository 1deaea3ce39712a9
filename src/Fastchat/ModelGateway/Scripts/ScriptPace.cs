namespace Fastchat.ModelGateway.Scripts;

/// <summary>In which pieces a text comes, and how fast.</summary>
/// <param name="Length">How many characters make a piece; <see cref="Words"/> or <see cref="Whole"/>.</param>
/// <param name="Delay">The time before each piece.</param>
internal sealed record ScriptPace(int Length, TimeSpan Delay)
{
    /// <summary>Each word is a piece, with the blanks before it.</summary>
    public const int Words = 0;

    /// <summary>The whole text is one piece.</summary>
    public const int Whole = int.MaxValue;

    /// <summary>Word by word, at once.</summary>
    public static ScriptPace Usual { get; } = new(Words, TimeSpan.Zero);

    /// <summary>The pieces, which joined are the text; none of a text of nothing.</summary>
    public IEnumerable<string> Split(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = Length == Words ? EndOfWord(text, start) : EndOfPiece(text, start);
            yield return text[start..end];
            start = end;
        }
    }

    private static int EndOfWord(string text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1])) return i;
        }

        return text.Length;
    }

    // Never between the halves of a character.
    private int EndOfPiece(string text, int start)
    {
        if (text.Length - start <= Length) return text.Length;
        var end = start + Length;
        return char.IsLowSurrogate(text[end]) && char.IsHighSurrogate(text[end - 1]) ? end + 1 : end;
    }
}
