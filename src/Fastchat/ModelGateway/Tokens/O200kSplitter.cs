namespace Fastchat.ModelGateway.Tokens;

/// <summary>
/// With U for <c>[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]</c>, L for <c>[\p{Ll}\p{Lm}\p{Lo}\p{M}]</c> and C for a contraction:
/// <c>[^\r\n\p{L}\p{N}]?U*L+C?|[^\r\n\p{L}\p{N}]?U+L*C?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>
/// </summary>
internal sealed class O200kSplitter : PieceSplitter
{
    protected override int Word(ReadOnlySpan<char> text, CharacterClass first, int units)
    {
        // A mark may precede a word and be part of one: first as what precedes it, then as part of it.
        var precedes = MayPrecedeWord(first);
        var end = precedes ? WithBack(text, units) : 0;
        if (end == 0) end = WithBack(text, 0);
        if (end == 0 && precedes) end = FrontOnly(text, units);
        if (end == 0) end = FrontOnly(text, 0);
        return end == 0 ? 0 : end + Contraction(text[end..]);
    }

    protected override bool EndsPunctuation(char unit) => unit is '\r' or '\n' or '/';

    // U*L+: when nothing follows that is in L alone, the run of U gives back all behind its last character that is in L too.
    private static int WithBack(ReadOnlySpan<char> text, int from)
    {
        var end = from;
        var lastBack = 0;
        while (end < text.Length)
        {
            var character = CharacterClasses.At(text, end, out var units);
            if ((character & CharacterClass.Front) == 0) break;
            end += units;
            if ((character & CharacterClass.Back) != 0) lastBack = end;
        }

        var behind = Run(text, end, CharacterClass.Back);
        return behind > end ? behind : lastBack;
    }

    // U+, where L+ did not follow.
    private static int FrontOnly(ReadOnlySpan<char> text, int from)
    {
        var end = Run(text, from, CharacterClass.Front);
        return end > from ? end : 0;
    }
}
