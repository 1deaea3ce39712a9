using System.Text.RegularExpressions;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Files;

/// <summary>
/// Says what a file is: its content decides, its name refines. A decoder is never chosen by name alone, because names lie.
/// </summary>
public static partial class FileTypeDetector
{
    /// <summary>How many bytes from the beginning of a file are enough; fewer will do when the file is shorter.</summary>
    public const int HeadLength = 64 * 1024;

    private const string Octets = "application/octet-stream";
    private const string DocxContentType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    /// <summary>What a file is.</summary>
    /// <param name="head">The first bytes, at best <see cref="HeadLength"/> of them.</param>
    /// <param name="filename">The name it was uploaded under.</param>
    public static FileType Detect(ReadOnlySpan<byte> head, string filename)
    {
        var extension = Extension(filename);
        if (IsPdf(head, extension))
        {
            return new FileType(FileKind.Pdf, "application/pdf");
        }

        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
        {
            return Zip(head, extension);
        }

        foreach (var signature in FileSignature.Foreign)
        {
            if (signature.Matches(head))
            {
                return new FileType(FileKind.Unknown, signature.ContentType);
            }
        }

        return TextSniffer.IsText(head) ? Text(head, extension) : new FileType(FileKind.Unknown, Octets);
    }

    /// <summary>
    /// A sentence that names both kinds when the name claims one and the content is another; null when they agree or the
    /// name claims nothing. The text kinds do not contradict one another: Markdown in a .txt is no mistake.
    /// </summary>
    public static string? Mismatch(FileType type, string filename)
    {
        var extension = Extension(filename);
        if (!Names.ByExtension.TryGetValue(extension, out var claimed)
            || claimed == type.ContentType
            || (Names.TextTypes.Contains(claimed) && type.IsText))
        {
            return null;
        }

        if (type.Kind == FileKind.Unknown)
        {
            // A name that claims no readable kind is refused as unsupported, whatever else is wrong with it.
            return Names.Readable.Contains(claimed)
                ? $"{filename} is {Names.Describe(type.ContentType)} by its content, not {Names.Describe(claimed)} as its name says."
                : null;
        }

        return $"{filename} is {Names.Describe(type.ContentType)} by its content, not {Names.Describe(claimed)}; "
            + $"rename it to {Names.ExtensionOf(type.Kind)}.";
    }

    /// <summary>Refuses a file whose name and content contradict each other, or that no decoder reads.</summary>
    /// <exception cref="FastchatException">FILE_TYPE_MISMATCH or FILE_TYPE_UNSUPPORTED.</exception>
    public static void EnsureSupported(FileType type, string filename)
    {
        if (Mismatch(type, filename) is { } sentence)
        {
            throw new FastchatException(ErrorReason.FileTypeMismatch, sentence);
        }

        if (type.Kind == FileKind.Unknown)
        {
            throw new FastchatException(
                ErrorReason.FileTypeUnsupported,
                $"{filename} is {Names.Describe(type.ContentType)}; plain text, Markdown, HTML, PDF and DOCX can be read.");
        }
    }

    private static bool IsPdf(ReadOnlySpan<byte> head, string extension)
    {
        // Readers accept junk before the header within the first KiB. Text that merely speaks of "%PDF-" stays text
        // unless its name says otherwise.
        var at = head[..Math.Min(head.Length, 1024)].IndexOf("%PDF-"u8);
        return at == 0 || (at > 0 && (extension == ".pdf" || !TextSniffer.IsText(head)));
    }

    private static FileType Zip(ReadOnlySpan<byte> head, string extension)
    {
        // The names of a package's parts stand in its local headers, in clear.
        foreach (var (mark, contentType) in Names.ZipMarks)
        {
            if (head.IndexOf(mark) >= 0)
            {
                return new FileType(contentType == DocxContentType ? FileKind.Docx : FileKind.Unknown, contentType);
            }
        }

        // Its parts may begin beyond the head, behind a large picture: then the name is believed, and the decoder finds out.
        return extension == ".docx"
            ? new FileType(FileKind.Docx, DocxContentType)
            : new FileType(FileKind.Unknown, "application/zip");
    }

    private static FileType Text(ReadOnlySpan<byte> head, string extension)
    {
        if (extension is ".md" or ".markdown")
        {
            return new FileType(FileKind.Markdown, "text/markdown");
        }

        if (extension is ".html" or ".htm" or ".xhtml" || HtmlBeginning().IsMatch(TextSniffer.Preview(head)))
        {
            return new FileType(FileKind.Html, "text/html");
        }

        return new FileType(FileKind.PlainText, Names.PlainTextTypes.GetValueOrDefault(extension, "text/plain"));
    }

    private static string Extension(string filename) => Path.GetExtension(filename).ToLowerInvariant();

    [GeneratedRegex(@"\A\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html)\b", RegexOptions.IgnoreCase | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HtmlBeginning();

    /// <summary>The words of refusals, and what names claim.</summary>
    private static class Names
    {
        public static readonly Dictionary<string, string> PlainTextTypes = new()
        {
            [".csv"] = "text/csv",
            [".json"] = "application/json",
            [".xml"] = "application/xml",
        };

        public static readonly HashSet<string> TextTypes =
            ["text/plain", "text/markdown", "text/html", .. PlainTextTypes.Values];

        public static readonly HashSet<string> Readable = [.. TextTypes, "application/pdf", DocxContentType];

        public static readonly Dictionary<string, string> ByExtension = new(PlainTextTypes)
        {
            [".txt"] = "text/plain",
            [".md"] = "text/markdown",
            [".markdown"] = "text/markdown",
            [".html"] = "text/html",
            [".htm"] = "text/html",
            [".pdf"] = "application/pdf",
            [".docx"] = DocxContentType,
            [".doc"] = "application/x-ole-storage",
            [".xls"] = "application/x-ole-storage",
            [".ppt"] = "application/x-ole-storage",
            [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            [".pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            [".odt"] = "application/vnd.oasis.opendocument.text",
            [".rtf"] = "application/rtf",
            [".zip"] = "application/zip",
            [".png"] = "image/png",
            [".jpg"] = "image/jpeg",
            [".jpeg"] = "image/jpeg",
            [".gif"] = "image/gif",
        };

        // In this order: an OpenDocument or EPUB file names its type first of all, and a Word document may embed sheets.
        public static readonly (byte[] Mark, string ContentType)[] ZipMarks =
        [
            ([.. "mimetypeapplication/vnd.oasis.opendocument"u8], "application/vnd.oasis.opendocument.text"),
            ([.. "mimetypeapplication/epub+zip"u8], "application/epub+zip"),
            ([.. "word/document"u8], DocxContentType),
            ([.. "xl/workbook"u8], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ([.. "ppt/presentation"u8], "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ];

        private static readonly Dictionary<string, string> Descriptions = new()
        {
            ["text/plain"] = "plain text",
            ["text/markdown"] = "Markdown",
            ["text/html"] = "an HTML page",
            ["text/csv"] = "CSV text",
            ["application/json"] = "JSON text",
            ["application/xml"] = "XML text",
            ["application/pdf"] = "a PDF document",
            [DocxContentType] = "a DOCX document",
            ["application/x-ole-storage"] = "an old or encrypted Office document",
            ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] = "an XLSX workbook",
            ["application/vnd.openxmlformats-officedocument.presentationml.presentation"] = "a PPTX presentation",
            ["application/vnd.oasis.opendocument.text"] = "an OpenDocument file",
            ["application/epub+zip"] = "an EPUB book",
            ["application/rtf"] = "an RTF document",
            ["application/zip"] = "a ZIP archive",
            ["image/png"] = "a PNG image",
            ["image/jpeg"] = "a JPEG image",
            ["image/gif"] = "a GIF image",
            [Octets] = "binary data",
        };

        public static string Describe(string contentType) =>
            Descriptions.GetValueOrDefault(contentType) ?? $"of the type {contentType}";

        public static string ExtensionOf(FileKind kind) => kind switch
        {
            FileKind.Pdf => ".pdf",
            FileKind.Docx => ".docx",
            FileKind.Html => ".html",
            FileKind.Markdown => ".md",
            _ => ".txt",
        };
    }
}
