using System.Text;
using System.Text.Unicode;
using Fastchat.Files;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers.Documents;

/// <summary>
/// Text, and Markdown as its source. In the server's own process: it parses nothing, so nothing in the bytes can lead it
/// astray.
/// </summary>
public sealed class PlainTextDecoder : DocumentDecoder
{
    // UTF-16 takes two bytes where UTF-8 takes one.
    private const long FileLimit = 2 * TextLimit;

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <inheritdoc />
    public override bool Reads(FileKind kind) => kind is FileKind.PlainText or FileKind.Markdown;

    /// <inheritdoc />
    protected override async Task<DecodedDocument> DecodeCoreAsync(
        Stream content, FileKind kind, string filename, CancellationToken cancellationToken)
    {
        if (content.Length > FileLimit)
        {
            throw Unreadable(filename, TooMuchText);
        }

        var bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        var head = bytes.AsSpan(0, Math.Min(bytes.Length, FileTypeDetector.HeadLength));
        if (!FileTypeDetector.Detect(head, filename).IsText)
        {
            throw Unreadable(filename, "it is not text, or not in UTF-8, UTF-16 or windows-1252");
        }

        return new DecodedDocument([new DecodedPage(null, Decode(bytes))]);
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            if (bytes.StartsWith(encoding.Preamble))
            {
                return encoding.GetString(bytes[encoding.Preamble.Length..]);
            }
        }

        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Windows1252.GetString(bytes);
    }
}
