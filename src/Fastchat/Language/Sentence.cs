namespace Fastchat.Language;

/// <summary>A sentence as a range of the text it stands in, without the white space around it.</summary>
/// <param name="Start">UTF-16 index of its first character.</param>
/// <param name="End">UTF-16 index behind its last.</param>
/// <param name="Kind">What it is.</param>
/// <param name="StartsBlock">Whether a paragraph, item or heading begins with it.</param>
internal readonly record struct Sentence(int Start, int End, SentenceKind Kind, bool StartsBlock)
{
    /// <summary>Its characters.</summary>
    public ReadOnlySpan<char> In(string text) => text.AsSpan(Start, End - Start);
}
