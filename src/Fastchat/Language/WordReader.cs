using System.Globalization;
using System.Text;

namespace Fastchat.Language;

/// <summary>
/// Reads the words of a text one by one, without a string per word: runs of letters and digits, lower-cased and without
/// diacritics. Scripts that are written without spaces (Chinese, Japanese, Korean, Thai, …) have no word borders to see and are read as
/// overlapping pairs of characters, which is what search over them is commonly built on.
/// </summary>
internal ref struct WordReader(ReadOnlySpan<char> text)
{
    /// <summary>Longer words (keys, encoded bytes) are cut here: nobody asks for them whole.</summary>
    public const int MaxLength = 64;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly char[] _buffer = new char[MaxLength];
    private int _length;
    private int _position;
    private bool _inPairs;

    /// <summary>The word, valid until the next read.</summary>
    public readonly ReadOnlySpan<char> Current => _buffer.AsSpan(0, _length);

    /// <summary>Whether a word is a pair of characters of a script without spaces.</summary>
    public static bool IsPair(ReadOnlySpan<char> word) =>
        word.Length >= 2 && Rune.DecodeFromUtf16(word, out var rune, out _) == System.Buffers.OperationStatus.Done && IsUnspaced(rune);

    /// <summary>Goes to the next word; false at the end.</summary>
    public bool Read()
    {
        _length = 0;
        while (_position < _text.Length)
        {
            Rune.DecodeFromUtf16(_text[_position..], out var rune, out var consumed);
            if (IsUnspaced(rune))
            {
                if (ReadPair(rune, consumed)) return true;
            }
            else if (Rune.IsLetterOrDigit(rune))
            {
                ReadWord();
                if (_length > 0) return true;
            }
            else
            {
                _inPairs = false;
                _position += consumed;
            }
        }

        return false;
    }

    private bool ReadPair(Rune first, int consumed)
    {
        _position += consumed;
        if (Rune.DecodeFromUtf16(_text[_position..], out var second, out _) == System.Buffers.OperationStatus.Done && IsUnspaced(second))
        {
            Append(first);
            Append(second);
            _inPairs = true;
            return true;
        }

        // The last character of a run was the second half of the pair before; one that stands alone is a word of its own.
        if (!_inPairs) Append(first);
        _inPairs = false;
        return _length > 0;
    }

    private void ReadWord()
    {
        _inPairs = false;
        var apostrophe = -1;
        while (_position < _text.Length)
        {
            Rune.DecodeFromUtf16(_text[_position..], out var rune, out var consumed);
            if (rune.Value is '\'' or '’')
            {
                // "don't" is one word; in "l'école" and "O'Brien" a word begins behind the apostrophe.
                if (_length == 1 || !IsLetterAt(_position + consumed)) break;
                apostrophe = _length;
            }
            else if (IsUnspaced(rune) || !(Rune.IsLetterOrDigit(rune) || IsMark(rune)))
            {
                break;
            }
            else if (!Diacritics.IsDecoration(rune))
            {
                Append(rune);
            }

            _position += consumed;
        }

        // "tenant's" is about the tenant.
        if (apostrophe == _length - 1 && apostrophe > 0 && _buffer[apostrophe] == 's') _length--;
    }

    private readonly bool IsLetterAt(int position) =>
        position < _text.Length
        && Rune.DecodeFromUtf16(_text[position..], out var rune, out _) == System.Buffers.OperationStatus.Done
        && Rune.IsLetter(rune);

    private void Append(Rune rune)
    {
        var letters = rune.Value switch { 'ß' => "ss", 'æ' or 'Æ' => "ae", 'œ' or 'Œ' => "oe", _ => null };
        if (letters is not null)
        {
            foreach (var letter in letters) Append(new Rune(letter));
            return;
        }

        var folded = Diacritics.Fold(rune);
        if (folded.TryEncodeToUtf16(_buffer.AsSpan(_length), out var written)) _length += written;
    }

    private static bool IsMark(Rune rune) =>
        Diacritics.IsDecoration(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // Thai and Lao, Myanmar, Khmer, kana, Han (with extensions), Hangul.
    private static bool IsUnspaced(Rune rune) => rune.Value
        is (>= 0x0E01 and <= 0x0EDF and not 0x0E3F and not 0x0E4F and not 0x0E5A and not 0x0E5B)
        or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17D3)
        or 0x3005 or 0x3007 or (>= 0x3041 and <= 0x30FA) or (>= 0x30FC and <= 0x30FF)
        or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x323AF);
}
