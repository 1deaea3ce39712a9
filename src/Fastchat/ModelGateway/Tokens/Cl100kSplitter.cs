namespace Fastchat.ModelGateway.Tokens;

/// <summary>
/// <c>'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>
/// </summary>
internal sealed class Cl100kSplitter : PieceSplitter
{
    protected override int Word(ReadOnlySpan<char> text, CharacterClass first, int units)
    {
        var contraction = Contraction(text);
        if (contraction > 0) return contraction;
        if ((first & CharacterClass.Letter) != 0) return Run(text, units, CharacterClass.Letter);
        if (!MayPrecedeWord(first)) return 0;
        var end = Run(text, units, CharacterClass.Letter);
        return end > units ? end : 0;
    }

    protected override bool EndsPunctuation(char unit) => unit is '\r' or '\n';
}
