using System.Xml;

namespace Fastchat.Providers.Documents.Worker;

/// <summary>The paragraph styles of a document.</summary>
internal sealed class DocxStyles
{
    // Styles that follow one another in a circle exist.
    private const int DeepestInheritance = 16;

    private readonly Dictionary<string, DocxParagraphProperties> _styles = [];

    /// <summary>Reads the styles part; there may be none.</summary>
    public DocxStyles(XmlReader? reader)
    {
        DocxParagraphProperties? style = null;
        while (reader?.Read() == true)
        {
            if (reader.NodeType != XmlNodeType.Element || !reader.IsWord())
            {
                continue;
            }

            if (reader.LocalName == "style")
            {
                style = new DocxParagraphProperties();
                _styles.TryAdd(reader.WordAttribute("styleId") ?? "", style);
            }
            else
            {
                style?.Take(reader);
            }
        }
    }

    /// <summary>Fills what a paragraph leaves open from its style and the styles that one is based on.</summary>
    public void Complete(DocxParagraphProperties paragraph)
    {
        var name = paragraph.Style;
        for (var depth = 0; depth < DeepestInheritance && name is not null && _styles.TryGetValue(name, out var style); depth++)
        {
            paragraph.Inherit(style);
            name = style.Style;
        }
    }
}
