using System.Buffers;
using System.Text;

namespace Fastchat.Providers.Models;

/// <summary>
/// The bytes around the text of the last chunk that was nothing but text. Nearly every chunk of a stream has the same ones,
/// and one that has them, and between them a text without quotes, backslashes and control characters, is the same JSON with
/// another text: it need not be parsed.
/// </summary>
internal sealed class ChunkTemplate
{
    private const int Longest = 2 * 1024;
    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] _known = [];
    private int _before;
    private int _after = -1;

    /// <summary>The answer that chunks of this form belong to.</summary>
    public int Choice { get; private set; }

    /// <summary>The text of a chunk; null when it has another form.</summary>
    /// <exception cref="DecoderFallbackException">The text is not UTF-8.</exception>
    public string? Read(ReadOnlySpan<byte> chunk)
    {
        if (_after < 0 || chunk.Length < _before + _after) return null;
        if (!chunk.StartsWith(_known.AsSpan(0, _before)) || !chunk.EndsWith(_known.AsSpan(_before, _after))) return null;
        var text = chunk[_before..^_after];
        return text.ContainsAny(Special) ? null : Strict.GetString(text);
    }

    /// <summary>Takes the form of a chunk.</summary>
    /// <param name="chunk">The whole chunk: JSON that was read and holds nothing but a text.</param>
    /// <param name="choice">The answer it belongs to.</param>
    /// <param name="start">Where its text begins, behind the quote.</param>
    /// <param name="length">How long the text is, in bytes as they stand there.</param>
    public void Learn(ReadOnlySpan<byte> chunk, int choice, int start, int length)
    {
        if (chunk.Length - length > Longest) return;
        if (_known.Length < chunk.Length - length) _known = new byte[chunk.Length - length];
        chunk[..start].CopyTo(_known);
        chunk[(start + length)..].CopyTo(_known.AsSpan(start));
        (_before, _after, Choice) = (start, chunk.Length - start - length, choice);
    }
}
