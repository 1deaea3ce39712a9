using System.Xml;

namespace Fastchat.Providers.Documents.Worker;

/// <summary>
/// Turns the XML of a document's body into text, in one pass over the stream: no tree is built, and depth costs nothing.
/// </summary>
internal sealed class DocxBody(DocxStyles styles, DocxNumbering numbering, DocxNotes footnotes, DocxNotes endnotes)
{
    private const int Paragraph = 2;
    private const int Line = 1;
    private const int DeepestHeading = 6;

    private const string Compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006";

    // Deleted and moved-away text, phonetic guides, what properties were before a change, and tab stops.
    private static readonly HashSet<string> Skipped =
        ["del", "moveFrom", "rt", "pPrChange", "rPrChange", "sectPrChange", "tabs", "sectPr", "instrText", "delInstrText"];

    private readonly BlockText _text = new();

    // Paragraphs nest: a text box is anchored inside one. The properties of each, until its first text; then null.
    private readonly Stack<DocxParagraphProperties?> _paragraphs = new();

    private bool _inParagraphProperties;
    private bool _inText;
    private bool _isHidden;

    /// <summary>Reads to the end.</summary>
    public string Read(XmlReader reader)
    {
        reader.Read();
        while (!reader.EOF)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when IsSkipped(reader):
                    reader.Skip();
                    continue;
                case XmlNodeType.Element:
                    Start(reader);
                    if (reader.IsEmptyElement)
                    {
                        End(reader);
                    }

                    break;
                case XmlNodeType.EndElement:
                    End(reader);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace
                    when _inText && !_isHidden:
                    Write(reader.Value);
                    break;
            }

            reader.Read();
        }

        WriteNotes();
        return _text.ToString();
    }

    private bool IsSkipped(XmlReader reader) =>
        reader.IsWord()
            ? Skipped.Contains(reader.LocalName) || (_inParagraphProperties && reader.LocalName == "rPr")
            : reader.NamespaceURI == Compatibility && reader.LocalName == "Fallback";

    private void Start(XmlReader reader)
    {
        if (!reader.IsWord())
        {
            // Formulas: m:t holds their letters.
            _inText = reader.LocalName == "t" && reader.NamespaceURI.EndsWith("/math", StringComparison.Ordinal);
            return;
        }

        switch (reader.LocalName)
        {
            case "p":
                _paragraphs.Push(new DocxParagraphProperties());
                break;
            case "pPr":
                _inParagraphProperties = true;
                break;
            case "r":
                _isHidden = false;
                break;
            case "vanish":
                _isHidden = reader.WordSwitch();
                break;
            case "t":
                _inText = true;
                break;
            case "tab":
                Write("\t");
                break;
            case "br" or "cr":
                Write("\n");
                break;
            case "noBreakHyphen":
                Write("-");
                break;
            case "tbl":
                _text.Begin(Paragraph);
                break;
            case "tc":
                _text.BeginCell();
                break;
            case "txbxContent":
                _text.BeginAside();
                break;
            case "footnoteReference":
                footnotes.Refer(reader.WordAttribute("id"));
                break;
            case "endnoteReference":
                endnotes.Refer(reader.WordAttribute("id"));
                break;
            default:
                if (_inParagraphProperties)
                {
                    _paragraphs.Peek()?.Take(reader);
                }

                break;
        }
    }

    private void End(XmlReader reader)
    {
        _inText = false;
        if (!reader.IsWord())
        {
            return;
        }

        switch (reader.LocalName)
        {
            case "p":
                EndParagraph();
                break;
            case "pPr":
                _inParagraphProperties = false;
                break;
            case "tc":
                _text.EndCell();
                break;
            case "tr":
                _text.EndRow();
                break;
            case "tbl":
                _text.End(Paragraph);
                break;
            case "txbxContent":
                _text.EndAside();
                break;
        }
    }

    private void Write(string text)
    {
        if (_paragraphs.TryPeek(out var properties) && properties is not null)
        {
            Begin(properties);
            _paragraphs.Pop();
            _paragraphs.Push(null);
        }

        _text.Append(text);
    }

    private void Begin(DocxParagraphProperties properties)
    {
        styles.Complete(properties);
        if (properties.HeadingLevel is { } level)
        {
            _text.Begin(Paragraph, new string('#', Math.Clamp(level, 1, DeepestHeading)) + " ");
        }
        else if (properties.List is > 0 and var list)
        {
            _text.Begin(Line, numbering.Next(list, properties.ListLevel ?? 0));
        }
        else
        {
            _text.Begin(Paragraph);
        }
    }

    private void EndParagraph()
    {
        _paragraphs.TryPop(out _);
        _text.End(Line);
        _text.WriteAsides();
        if (!_text.IsNested)
        {
            WriteNotes();
        }
    }

    private void WriteNotes()
    {
        footnotes.WriteTo(_text);
        endnotes.WriteTo(_text);
    }
}
