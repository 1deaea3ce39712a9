namespace Fastchat.ModelGateway.Tokens;

/// <summary>What the splitting rules of the encodings tell apart.</summary>
[Flags]
internal enum CharacterClass : byte
{
    /// <summary>Punctuation, symbols and all that is none of the others.</summary>
    Other = 0,

    /// <summary>A letter: \p{L}.</summary>
    Letter = 1,

    /// <summary>May stand in the front part of a word: [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}].</summary>
    Front = 2,

    /// <summary>May stand in the back part of a word: [\p{Ll}\p{Lm}\p{Lo}\p{M}].</summary>
    Back = 4,

    /// <summary>A number: \p{N}.</summary>
    Number = 8,

    /// <summary>White space: \s.</summary>
    Space = 16,

    /// <summary>The end of a line: [\r\n].</summary>
    LineEnd = 32,
}
