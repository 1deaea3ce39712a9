using System.Globalization;
using System.Xml;

namespace Fastchat.Providers.Documents.Worker;

/// <summary>Footnotes or endnotes, which Word keeps in a part of their own.</summary>
/// <param name="label">What a note is called: "Footnote" or "Endnote".</param>
internal sealed class DocxNotes(string label)
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly List<string> _waiting = [];
    private int _count;

    /// <summary>Reads the part.</summary>
    public void Read(XmlReader? reader, Func<XmlReader, string> readText)
    {
        while (reader?.Read() == true)
        {
            // Notes with a type are the lines that separate notes from the page.
            if (reader.NodeType == XmlNodeType.Element
                && reader.LocalName is "footnote" or "endnote"
                && reader.WordAttribute("type") is null or "normal"
                && reader.WordAttribute("id") is { } id)
            {
                using var note = reader.ReadSubtree();
                _texts.TryAdd(id, readText(note).Trim());
            }
        }
    }

    /// <summary>Notes that the text refers to a note.</summary>
    public void Refer(string? id)
    {
        _count++;
        if (id is not null && _texts.TryGetValue(id, out var text) && text.Length > 0)
        {
            _waiting.Add(string.Create(CultureInfo.InvariantCulture, $"{label} {_count}: {text}"));
        }
    }

    /// <summary>Writes what was referred to since the last time, so that a note stands near the words it belongs to.</summary>
    public void WriteTo(BlockText text)
    {
        foreach (var note in _waiting)
        {
            text.Begin(2);
            text.Append(note);
            text.End(2);
        }

        _waiting.Clear();
    }
}
