using System.IO.Compression;
using System.Xml;

namespace Fastchat.Providers.Documents.Worker;

/// <summary>
/// The parts of a Word file, found by their relationships. Read by hand rather than through the Open XML SDK: the SDK
/// refuses a whole document for one malformed link in it, holds every part as objects, and takes longer to load than most
/// documents take to read.
/// </summary>
internal sealed class DocxPackage : IDisposable
{
    private const string DefaultMainPart = "word/document.xml";

    private static readonly XmlReaderSettings XmlSettings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = false,
        MaxCharactersInDocument = 512L << 20,
        CloseInput = true,
    };

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _main;
    private readonly Dictionary<string, string> _related;

    private DocxPackage(ZipArchive archive)
    {
        _archive = archive;
        foreach (var entry in archive.Entries)
        {
            // Where a name occurs twice, the first wins; some writers use backslashes.
            _parts.TryAdd(entry.FullName.Replace('\\', '/').TrimStart('/'), entry);
        }

        _main = Relationships("").GetValueOrDefault("officeDocument", DefaultMainPart);
        _related = Relationships(_main);
    }

    /// <summary>Opens a Word file.</summary>
    /// <param name="file">Its bytes; must be seekable.</param>
    public static DocxPackage Open(Stream file)
    {
        ZipArchive archive;
        try
        {
            archive = new ZipArchive(file);
            ZipGuard.Check(archive);
        }
        catch (InvalidDataException)
        {
            throw new RefusedFileException("it is damaged: its ZIP directory cannot be read");
        }

        return new DocxPackage(archive);
    }

    /// <summary>The document itself.</summary>
    public XmlReader OpenMain() => Open(_main) ?? throw new RefusedFileException("it is damaged: it has no main part");

    /// <summary>A part that the document refers to.</summary>
    /// <param name="relation">The last word of the relationship's type, such as "styles".</param>
    /// <returns>Null where there is none.</returns>
    public XmlReader? OpenRelated(string relation) =>
        _related.TryGetValue(relation, out var part) ? Open(part) : null;

    /// <inheritdoc />
    public void Dispose() => _archive.Dispose();

    private XmlReader? Open(string part) =>
        _parts.TryGetValue(part, out var entry) ? XmlReader.Create(entry.Open(), XmlSettings) : null;

    // Internal targets by the last word of their type, which is the same in transitional and strict documents.
    private Dictionary<string, string> Relationships(string source)
    {
        var slash = source.LastIndexOf('/') + 1;
        var found = new Dictionary<string, string>();
        using var reader = Open($"{source[..slash]}_rels/{source[slash..]}.rels");
        while (reader?.Read() == true)
        {
            if (reader.NodeType == XmlNodeType.Element
                && reader.LocalName == "Relationship"
                && reader.GetAttribute("TargetMode") != "External"
                && reader.GetAttribute("Type") is { } type
                && Uri.TryCreate(new Uri($"http://package/{source[..slash]}"), reader.GetAttribute("Target"), out var target))
            {
                found.TryAdd(type[(type.LastIndexOf('/') + 1)..], Uri.UnescapeDataString(target.AbsolutePath).TrimStart('/'));
            }
        }

        return found;
    }
}
