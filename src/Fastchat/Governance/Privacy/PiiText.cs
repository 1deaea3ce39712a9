namespace Fastchat.Governance.Privacy;

/// <summary>A piece of text to look through, and what stands before it.</summary>
internal readonly ref struct PiiText
{
    // How far back a word is heard that says what a number is.
    public const int ContextLength = 64;

    private readonly ReadOnlySpan<char> _text;
    private readonly int _floor;

    /// <summary>A piece of a text; what stands before its last tag is out of hearing.</summary>
    public PiiText(ReadOnlySpan<char> text, int from, int to)
    {
        _text = text[..to];
        From = from;
        if (PiiTags.Last(text[..from]) is not { } tag) return;
        _floor = tag.End;
        if (from - tag.End <= 3 && !HasWord(text[tag.End..from])) After = tag.Type;
    }

    private PiiText(ReadOnlySpan<char> text, int from, int floor, PiiType? after)
    {
        _text = text;
        From = from;
        _floor = floor;
        After = after;
    }

    /// <summary>Where the piece begins.</summary>
    public int From { get; }

    /// <summary>Where it ends, exclusive.</summary>
    public int To => _text.Length;

    /// <summary>What was found right before the piece: of two numbers side by side, what is said of the first is true of the second.</summary>
    public PiiType? After { get; }

    /// <summary>The character at a place; NUL outside of what can be seen.</summary>
    public char this[int at] => at >= _floor && at < _text.Length ? _text[at] : '\0';

    /// <summary>The piece.</summary>
    public ReadOnlySpan<char> Span => _text[From..];

    /// <summary>A range of the text.</summary>
    public ReadOnlySpan<char> Slice(int start, int end) => _text[start..end];

    /// <summary>What stands right before a place.</summary>
    public ReadOnlySpan<char> Before(int at) => _text[Math.Max(_floor, at - ContextLength)..at];

    /// <summary>Whether what begins here stands right behind something of a kind.</summary>
    public bool Follows(PiiType type, int start) => After == type && start - From <= 3;

    /// <summary>Whether one of some words is said shortly before a place.</summary>
    public bool Says(ContextWords words, int at) => words.AreIn(Before(at));

    /// <summary>The piece without a finding and what follows it.</summary>
    public PiiText UpTo(PiiFinding finding) => new(_text[..finding.Start], From, _floor, After);

    /// <summary>The piece from behind a finding.</summary>
    public PiiText Behind(PiiFinding finding) => new(_text, finding.End, finding.End, finding.Type);

    /// <summary>Whether there is a letter or digit in the piece.</summary>
    public bool HasWord() => HasWord(Span);

    /// <summary>Whether a place is within, or right behind, a word or number.</summary>
    public bool IsWordAt(int at) => char.IsLetterOrDigit(this[at]);

    private static bool HasWord(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c)) return true;
        }

        return false;
    }
}
