using System.Xml;

namespace Fastchat.Providers.Documents.Worker;

/// <summary>The text of a Word file: paragraphs, headings, lists, tables, text boxes and notes, in reading order.</summary>
internal static class DocxReader
{
    /// <summary>Reads a Word file.</summary>
    public static async Task<string> ReadAsync(Stream input)
    {
        // A ZIP is read from its end. Not into memory: most of a large document is pictures that nobody will look at.
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using var file = new FileStream(
            path,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.Delete,
            bufferSize: 64 * 1024,
            FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            // At once, because a worker that is killed closes nothing.
            File.Delete(path);
        }

        await input.CopyToAsync(file);

        using var package = DocxPackage.Open(file);
        try
        {
            return Read(package);
        }
        catch (XmlException)
        {
            throw new RefusedFileException("it is damaged: its XML cannot be read");
        }
    }

    private static string Read(DocxPackage package)
    {
        using var styleReader = package.OpenRelated("styles");
        var styles = new DocxStyles(styleReader);
        using var numberingReader = package.OpenRelated("numbering");
        var numbering = new DocxNumbering(numberingReader);

        var footnotes = ReadNotes(package, "footnotes", "Footnote", styles, numbering);
        var endnotes = ReadNotes(package, "endnotes", "Endnote", styles, numbering);
        using var main = package.OpenMain();
        return new DocxBody(styles, numbering, footnotes, endnotes).Read(main);
    }

    private static DocxNotes ReadNotes(
        DocxPackage package, string relation, string label, DocxStyles styles, DocxNumbering numbering)
    {
        var none = new DocxNotes("");
        var notes = new DocxNotes(label);
        using var reader = package.OpenRelated(relation);
        notes.Read(reader, note => new DocxBody(styles, numbering, none, none).Read(note));
        return notes;
    }
}
