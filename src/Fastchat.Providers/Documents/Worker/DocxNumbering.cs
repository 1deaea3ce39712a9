using System.Globalization;
using System.Xml;

namespace Fastchat.Providers.Documents.Worker;

/// <summary>The lists of a document: which are numbered, and how far each has counted.</summary>
internal sealed class DocxNumbering
{
    private const int DeepestLevel = 8;

    private readonly Dictionary<int, int> _definitionOfList = [];
    private readonly HashSet<(int Definition, int Level)> _unnumbered = [];
    private readonly Dictionary<(int Definition, int Level), int> _starts = [];
    private readonly Dictionary<int, int[]> _counts = [];

    /// <summary>Reads the numbering part; there may be none.</summary>
    public DocxNumbering(XmlReader? reader)
    {
        var definition = 0;
        var level = 0;
        var list = 0;
        while (reader?.Read() == true)
        {
            if (reader.NodeType != XmlNodeType.Element || !reader.IsWord())
            {
                continue;
            }

            switch (reader.LocalName)
            {
                case "abstractNum":
                    definition = Number(reader, "abstractNumId");
                    break;
                case "lvl":
                    level = Number(reader, "ilvl");
                    break;
                case "numFmt" when reader.WordAttribute("val") is "bullet" or "none":
                    _unnumbered.Add((definition, level));
                    break;
                case "start":
                    _starts[(definition, level)] = reader.WordNumber() ?? 1;
                    break;
                case "num":
                    list = Number(reader, "numId");
                    break;
                case "abstractNumId":
                    _definitionOfList[list] = reader.WordNumber() ?? 0;
                    break;
            }
        }
    }

    /// <summary>The mark of the next item of a list.</summary>
    public string Next(int list, int level)
    {
        level = Math.Clamp(level, 0, DeepestLevel);
        var indent = new string(' ', 2 * level);
        if (!_definitionOfList.TryGetValue(list, out var definition) || _unnumbered.Contains((definition, level)))
        {
            return indent + "- ";
        }

        if (!_counts.TryGetValue(list, out var counts))
        {
            _counts[list] = counts = new int[DeepestLevel + 1];
        }

        counts[level] = counts[level] == 0 ? _starts.GetValueOrDefault((definition, level), 1) : counts[level] + 1;
        Array.Clear(counts, level + 1, DeepestLevel - level);
        return string.Create(CultureInfo.InvariantCulture, $"{indent}{counts[level]}. ");
    }

    private static int Number(XmlReader reader, string attribute) =>
        int.TryParse(reader.WordAttribute(attribute), out var number) ? number : 0;
}
