using System.Xml;

namespace Fastchat.Providers.Documents.Worker;

/// <summary>What a paragraph, or a paragraph style, says of itself.</summary>
internal sealed class DocxParagraphProperties
{
    private const int BodyTextLevel = 9;

    /// <summary>The style it follows.</summary>
    public string? Style { get; private set; }

    /// <summary>Its level as a heading, from 1; null when it is none.</summary>
    public int? HeadingLevel { get; private set; }

    /// <summary>The list it belongs to; 0 when it expressly belongs to none.</summary>
    public int? List { get; private set; }

    /// <summary>Its level in the list, from 0.</summary>
    public int? ListLevel { get; private set; }

    /// <summary>Takes in the element that the reader stands on.</summary>
    public void Take(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "pStyle" or "basedOn":
                Style = reader.WordAttribute("val");
                break;
            case "outlineLvl" when reader.WordNumber() is >= 0 and < BodyTextLevel and var level:
                HeadingLevel = level + 1;
                break;
            case "numId":
                List = reader.WordNumber();
                break;
            case "ilvl":
                ListLevel = reader.WordNumber();
                break;
            case "name" when reader.WordAttribute("val") is { } name:
                HeadingLevel ??= LevelOfName(name);
                break;
        }
    }

    /// <summary>Fills what it leaves open from the style it follows.</summary>
    public void Inherit(DocxParagraphProperties style)
    {
        HeadingLevel ??= style.HeadingLevel;
        List ??= style.List;
        ListLevel ??= style.ListLevel;
    }

    // Built-in styles keep their English names in every language of Word.
    private static int? LevelOfName(string name) =>
        name.Equals("title", StringComparison.OrdinalIgnoreCase) ? 1
        : name.StartsWith("heading ", StringComparison.OrdinalIgnoreCase) && int.TryParse(name.AsSpan(8), out var level) ? level
        : null;
}
