namespace Fastchat.Language;

/// <summary>
/// Cuts a text into blocks by the look of its lines. Extracted text has no structure left but its lines, so the rules are
/// those a reader's eye follows: blank lines, bullets, number signs, fences, and lines that end early.
/// </summary>
internal static class TextBlocks
{
    // A line this short that is followed by a capital was ended on purpose and not by the width of a page.
    private const int ShortLine = 45;
    private const int HeadingWords = 12;

    /// <summary>The blocks in order; white space lies between them.</summary>
    public static List<TextBlock> Split(string text)
    {
        var blocks = new List<TextBlock>();
        var open = -1;               // index of the block that the next line may continue
        var fenced = false;
        var position = 0;
        while (position < text.Length)
        {
            var (start, end, next) = Line(text, position);
            position = next;
            var line = text.AsSpan(start, end - start);
            if (IsFence(line))
            {
                if (fenced) blocks[^1] = blocks[^1] with { End = end };
                else blocks.Add(new(start, end, SentenceKind.Verbatim));
                fenced = !fenced;
                open = -1;
            }
            else if (fenced)
            {
                if (end > start) blocks[^1] = blocks[^1] with { End = end };
            }
            else if (line.IsEmpty)
            {
                open = -1;
            }
            else if (open >= 0 && IsUnderline(line))
            {
                if (blocks[open].Kind == SentenceKind.Prose) blocks[open] = new(blocks[open].Start, end, SentenceKind.Heading);
                open = -1;
            }
            else if (KindOf(line) is var kind && (kind != SentenceKind.Prose || open < 0 || EndsEarly(text, blocks[open], line)))
            {
                blocks.Add(new(start, end, kind));
                open = kind is SentenceKind.Prose or SentenceKind.ListItem ? blocks.Count - 1 : -1;
            }
            else
            {
                blocks[open] = blocks[open] with { End = end };
            }
        }

        MarkPlainHeadings(text, blocks);
        return blocks;
    }

    // Start and end without white space, and where the next line begins.
    private static (int Start, int End, int Next) Line(string text, int position)
    {
        var length = text.AsSpan(position).IndexOfAny("\n\f\v");
        var (start, end, next) = length < 0
            ? (position, text.Length, text.Length)
            : (position, position + length, position + length + 1);
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        return (start, end, next);
    }

    private static SentenceKind KindOf(ReadOnlySpan<char> line)
    {
        var signs = line.IndexOfAnyExcept('#');
        if (signs is >= 1 and <= 6 && line[signs] is ' ' or '\t') return SentenceKind.Heading;
        if (line[0] == '|') return SentenceKind.Verbatim;
        return IsListItem(line) ? SentenceKind.ListItem : SentenceKind.Prose;
    }

    private static bool IsListItem(ReadOnlySpan<char> line)
    {
        if (line.Length < 3) return false;
        if (line[0] is '-' or '*' or '+' or '•' or '–' or '·' or '▪' or '◦' or '\uF0B7') return char.IsWhiteSpace(line[1]);
        var digits = line.IndexOfAnyExceptInRange('0', '9');
        return digits is 1 or 2 && line[digits] is '.' or ')' && digits + 1 < line.Length && line[digits + 1] == ' ';
    }

    private static bool IsFence(ReadOnlySpan<char> line) => line.StartsWith("```") || line.StartsWith("~~~");

    private static bool IsUnderline(ReadOnlySpan<char> line) =>
        line.Length >= 3 && (line.IndexOfAnyExcept('=') < 0 || line.IndexOfAnyExcept('-') < 0);

    private static bool EndsEarly(string text, TextBlock block, ReadOnlySpan<char> next)
    {
        if (block.Kind == SentenceKind.ListItem) return false;
        var lastLine = text.AsSpan(block.Start, block.End - block.Start);
        lastLine = lastLine[(lastLine.LastIndexOf('\n') + 1)..];
        return lastLine.Length < ShortLine && (char.IsUpper(next[0]) || char.IsAsciiDigit(next[0])) && char.IsLetterOrDigit(lastLine[^1]);
    }

    // A short line of its own that ends without a stop and has something below it.
    private static void MarkPlainHeadings(string text, List<TextBlock> blocks)
    {
        for (var i = 0; i < blocks.Count - 1; i++)
        {
            var line = text.AsSpan(blocks[i].Start, blocks[i].End - blocks[i].Start);
            if (blocks[i].Kind == SentenceKind.Prose
                && blocks[i + 1].Kind == SentenceKind.Prose
                && line.Length <= 2 * ShortLine
                && !line.Contains('\n')
                && char.IsLetterOrDigit(line[^1])
                && Words.Count(line) <= HeadingWords)
            {
                blocks[i] = blocks[i] with { Kind = SentenceKind.Heading };
            }
        }
    }
}
