using System.Xml;

namespace Fastchat.Providers.Documents.Worker;

/// <summary>The names in a Word file's XML, in both of its dialects.</summary>
internal static class WordNamespace
{
    private const string Transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string Strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";

    /// <summary>Whether the reader stands on a name of WordprocessingML.</summary>
    public static bool IsWord(this XmlReader reader) => reader.NamespaceURI is Transitional or Strict;

    /// <summary>An attribute of WordprocessingML.</summary>
    public static string? WordAttribute(this XmlReader reader, string name) =>
        reader.GetAttribute(name, Transitional) ?? reader.GetAttribute(name, Strict);

    /// <summary>The attribute "val" as a number.</summary>
    public static int? WordNumber(this XmlReader reader) =>
        int.TryParse(reader.WordAttribute("val"), out var number) ? number : null;

    /// <summary>Whether a switch is on: it is when it says nothing.</summary>
    public static bool WordSwitch(this XmlReader reader) => reader.WordAttribute("val") is not ("0" or "false" or "off");
}
