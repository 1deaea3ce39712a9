using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Fastchat.Providers.Documents;

/// <summary>Word files, made by the library that the rest of the world makes them with.</summary>
internal static class SmallDocx
{
    /// <summary>A document with a paragraph for each text.</summary>
    public static byte[] Make(params IEnumerable<string> paragraphs) =>
        Make(_ => { }, [.. paragraphs.Select(Paragraph)]);

    /// <summary>A document of any elements.</summary>
    public static byte[] Make(Action<MainDocumentPart> addParts, params OpenXmlElement[] elements)
    {
        var file = new MemoryStream();
        using (var document = WordprocessingDocument.Create(file, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            main.Document = new Document(new Body(elements));
            addParts(main);
        }

        return file.ToArray();
    }

    /// <summary>A paragraph.</summary>
    public static Paragraph Paragraph(string text) => new(Run(text));

    /// <summary>A run of text.</summary>
    public static Run Run(string text) => new(new Text(text) { Space = SpaceProcessingModeValues.Preserve });

    /// <summary>A package of hand-written XML, for what no library would write.</summary>
    public static byte[] Raw(string documentXml, params (string Name, byte[] Content)[] more)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in more.Prepend(("word/document.xml", Encoding.UTF8.GetBytes(documentXml))))
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write(content);
            }
        }

        return file.ToArray();
    }
}
