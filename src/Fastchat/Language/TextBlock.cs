namespace Fastchat.Language;

/// <summary>Neighbouring lines that belong together: a paragraph, a list item, a heading, code, a table's row.</summary>
/// <param name="Start">UTF-16 index of its first character.</param>
/// <param name="End">UTF-16 index behind its last.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct TextBlock(int Start, int End, SentenceKind Kind);
