using System.Globalization;
using System.Text;

namespace Fastchat.Providers.Models;

/// <summary>
/// Characters beyond the first plane that a stream cut in two: gateways that cut texts by UTF-16, as JavaScript counts,
/// send <c>\ud83d</c> with one chunk and <c>\ude00</c> with the next. Each half is held until the other comes.
/// </summary>
internal sealed class HalfPairs
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly Dictionary<int, char> _held = [];

    /// <summary>Whether a half is held.</summary>
    public bool Any => _held.Count > 0;

    /// <summary>A text with what was held of its answer before it, and without what now has to be.</summary>
    /// <exception cref="ArgumentException">A half stands alone.</exception>
    public string Join(int choice, string text)
    {
        if (_held.Remove(choice, out var half)) text = half + text;
        if (char.IsHighSurrogate(text[^1]))
        {
            _held[choice] = text[^1];
            text = text[..^1];
        }

        // Throws at a half that stands alone.
        Strict.GetByteCount(text);
        return text;
    }

    /// <summary>A JSON string that may hold halves, of which the standard reader makes no text.</summary>
    /// <param name="json">The string without its quotes; its escapes are well formed.</param>
    /// <exception cref="ArgumentException">It is not UTF-8.</exception>
    public static string Unescape(ReadOnlySpan<byte> json)
    {
        var text = new StringBuilder(json.Length);
        while (true)
        {
            var at = json.IndexOf((byte)'\\');
            text.Append(Strict.GetString(at < 0 ? json : json[..at]));
            if (at < 0) return text.ToString();
            var escaped = (char)json[at + 1];
            if (escaped == 'u') text.Append((char)ushort.Parse(json.Slice(at + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            else text.Append(escaped switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => escaped });
            json = json[(at + (escaped == 'u' ? 6 : 2))..];
        }
    }
}
