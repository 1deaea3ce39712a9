namespace Fastchat.ModelGateway.Tokens;

/// <summary>
/// Counts a text that comes in pieces, to the token as if it came whole, without keeping it: what is before a place where no
/// token can cross is counted and let go.
/// </summary>
internal sealed class TokenTally(TokenEncoding encoding)
{
    // A stream holds about a kilobyte of its text.
    private const int Enough = 512;

    // Text without any such place (hardly what people write) is cut here, and may be counted a token too high.
    private const int Most = 32 * 1024;

    private char[] _held = [];
    private int _length;
    private int _next = Enough;
    private long _counted;

    /// <summary>The tokens so far.</summary>
    public long Total => _counted + encoding.Count(_held.AsSpan(0, _length));

    /// <summary>Appends text.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > _held.Length) Array.Resize(ref _held, Math.Max(_length + text.Length, Math.Max(128, _held.Length * 2)));
        text.CopyTo(_held.AsSpan(_length));
        _length += text.Length;
        if (_length >= _next) CountHeld();
    }

    private void CountHeld()
    {
        var cut = LastCut(_held.AsSpan(0, _length));
        if (cut == 0)
        {
            _next = _length * 2;
            if (_length < Most) return;
            cut = _length;
        }

        _counted += encoding.Count(_held.AsSpan(0, cut));
        _held.AsSpan(cut, _length - cut).CopyTo(_held);
        _length -= cut;
        _next = Enough;
    }

    // By both encodings' rules no piece holds a blank behind anything but white space, nor a sign or digit behind a letter,
    // the apostrophe apart; and a cut there changes nothing before it, for no rule looks past the end of a word.
    private static int LastCut(ReadOnlySpan<char> text)
    {
        for (var i = text.Length - 1; i > 0; i--)
        {
            var (before, here) = (text[i - 1], text[i]);
            if (char.IsSurrogate(before) || char.IsSurrogate(here)) continue;
            var (was, now) = (CharacterClasses.Of(before), CharacterClasses.Of(here));
            if (here == ' ' && (was & CharacterClass.Space) == 0) return i;
            if ((was & CharacterClass.Letter) != 0 && (now is CharacterClass.Other or CharacterClass.Number) && here != '\'') return i;
        }

        return 0;
    }
}
