using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Fastchat.Rpc.Json;

/// <summary>
/// Escapes what RFC 8259, section 7, demands and nothing else: quotes, backslashes, control characters below space. The
/// framework's own encoders also turn every emoji into two escapes. What is no Unicode text (a lone surrogate) becomes U+FFFD.
/// </summary>
internal sealed class ReadableEncoder : JavaScriptEncoder
{
    public static readonly ReadableEncoder Instance = new();

    private const string Escaped =
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\"\\";

    private static readonly SearchValues<char> EscapedCharacters = SearchValues.Create(Escaped);
    private static readonly SearchValues<char> Surrogates = SearchValues.Create([.. Enumerable.Range(0xd800, 0x800).Select(c => (char)c)]);
    private static readonly SearchValues<byte> EscapedBytes = SearchValues.Create(Encoding.ASCII.GetBytes(Escaped));

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\';

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength) => First(new ReadOnlySpan<char>(text, textLength));

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        var escaped = utf8Text.IndexOfAny(EscapedBytes);
        var plain = escaped < 0 ? utf8Text : utf8Text[..escaped];
        if (Utf8.IsValid(plain)) return escaped;
        var position = 0;
        while (Rune.DecodeFromUtf8(plain[position..], out _, out var length) == OperationStatus.Done) position += length;
        return position;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        TryWrite(new Rune(unicodeScalar), new Span<char>(buffer, bufferLength), out numberOfCharactersWritten);

    // In runs: the framework's own loop asks for every character.
    public override OperationStatus Encode(ReadOnlySpan<char> source, Span<char> destination, out int charsConsumed, out int charsWritten, bool isFinalBlock = true)
    {
        charsConsumed = charsWritten = 0;
        while (charsConsumed < source.Length)
        {
            var rest = source[charsConsumed..];
            var run = First(rest) is >= 0 and var first ? first : rest.Length;
            if (!rest[..run].TryCopyTo(destination[charsWritten..])) return OperationStatus.DestinationTooSmall;
            charsConsumed += run;
            charsWritten += run;
            if (run == rest.Length) break;
            var status = Rune.DecodeFromUtf16(rest[run..], out var rune, out var length);
            if (status == OperationStatus.NeedMoreData && !isFinalBlock) return status;
            if (!TryWrite(rune, destination[charsWritten..], out var written)) return OperationStatus.DestinationTooSmall;
            charsConsumed += length;
            charsWritten += written;
        }

        return OperationStatus.Done;
    }

    private static int First(ReadOnlySpan<char> text)
    {
        var escaped = text.IndexOfAny(EscapedCharacters);
        var plain = escaped < 0 ? text : text[..escaped];
        var position = 0;
        while (plain[position..].IndexOfAny(Surrogates) is >= 0 and var surrogate)
        {
            position += surrogate;
            if (Rune.DecodeFromUtf16(plain[position..], out _, out var length) != OperationStatus.Done) return position;
            position += length;
        }

        return escaped;
    }

    private static bool TryWrite(Rune rune, Span<char> destination, out int written)
    {
        var shorthand = rune.Value switch { '"' => '"', '\\' => '\\', '\n' => 'n', '\r' => 'r', '\t' => 't', '\b' => 'b', '\f' => 'f', _ => '\0' };
        if (shorthand != '\0')
        {
            written = destination.Length < 2 ? 0 : 2;
            if (written == 0) return false;
            destination[0] = '\\';
            destination[1] = shorthand;
            return true;
        }

        return rune.Value < ' ' ? destination.TryWrite($"\\u{rune.Value:x4}", out written) : rune.TryEncodeToUtf16(destination, out written);
    }
}
