using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Fastchat.Files;

/// <summary>Tells text from other bytes, by the beginning of a file.</summary>
internal static class TextSniffer
{
    // The five bytes that windows-1252 leaves undefined, and the controls that no text holds but tab and line ends.
    private static readonly SearchValues<byte> NotWindows1252 = SearchValues.Create(
    [
        .. Enumerable.Range(0, 32).Except(['\t', '\n', '\r', '\f']).Select(b => (byte)b),
        0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D,
    ]);

    /// <summary>Whether the bytes are UTF-8, UTF-16 with a byte order mark, or else look like windows-1252.</summary>
    public static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(Encoding.Unicode.Preamble))
        {
            return IsUtf16(head, Encoding.Unicode);
        }

        if (head.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return IsUtf16(head, Encoding.BigEndianUnicode);
        }

        return !head.Contains((byte)0)
            && (Utf8.IsValid(WithoutCutCharacter(head)) || !head.ContainsAny(NotWindows1252));
    }

    /// <summary>The first characters of a text, for looking at its marks.</summary>
    public static string Preview(ReadOnlySpan<byte> head)
    {
        var encoding = head.StartsWith(Encoding.Unicode.Preamble) ? Encoding.Unicode
            : head.StartsWith(Encoding.BigEndianUnicode.Preamble) ? Encoding.BigEndianUnicode
            : Encoding.UTF8;
        return encoding.GetString(head[..Math.Min(head.Length, 4096)]).TrimStart('\uFEFF');
    }

    private static bool IsUtf16(ReadOnlySpan<byte> head, Encoding encoding)
    {
        // Without flushing, a decoder keeps a character that the head cuts in two to itself.
        var text = new char[head.Length];
        var length = encoding.GetDecoder().GetChars(head, text, flush: false);

        // A lone surrogate is decoded to the replacement character, which honest text hardly ever holds.
        return !text.AsSpan(0, length).ContainsAny("\0\uFFFD\uFFFE\uFFFF");
    }

    // The head of a file may end in the middle of a character; up to three bytes of it are no fault.
    private static ReadOnlySpan<byte> WithoutCutCharacter(ReadOnlySpan<byte> head)
    {
        for (var back = 1; back <= Math.Min(3, head.Length); back++)
        {
            var b = head[^back];
            if (b >= 0xC0)
            {
                var length = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
                return length > back ? head[..^back] : head;
            }

            if (b < 0x80)
            {
                break;
            }
        }

        return head;
    }
}
