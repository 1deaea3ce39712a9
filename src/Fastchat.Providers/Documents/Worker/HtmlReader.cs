using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using AngleSharp;
using AngleSharp.Browser;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Fastchat.Providers.Documents.Worker;

/// <summary>
/// The text that a reader of a page would see. Nothing is fetched and no script runs. Walks with a stack of its own,
/// because pages nested a hundred thousand deep exist.
/// </summary>
internal sealed partial class HtmlReader
{
    private const int Paragraph = 2;
    private const int Line = 1;

    private static readonly HashSet<string> Skipped =
    [
        "script", "style", "template", "noscript", "head", "svg", "iframe", "object", "audio", "video", "canvas", "datalist",
    ];

    private static readonly HashSet<string> Paragraphs =
    [
        "p", "table", "caption", "pre", "blockquote", "section", "article", "header", "footer", "nav", "aside", "main",
        "figure", "form", "fieldset", "dl", "hr", "address", "details",
    ];

    private static readonly HashSet<string> Lines =
        ["div", "li", "dt", "dd", "thead", "tbody", "tfoot", "figcaption", "legend", "option", "summary", "textarea"];

    private readonly BlockText _text = new();
    private int _preformatted;

    /// <summary>Reads a page.</summary>
    public static string Read(Stream input)
    {
        var reader = new HtmlReader();
        reader.Walk(Parse(input));
        return reader._text.ToString();
    }

    private static IDocument Parse(Stream input)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var bytes = new MemoryStream();
        input.CopyTo(bytes);
        bytes.Position = 0;

        var context = BrowsingContext.New(Configuration.Default.WithOnly<IEncodingProvider>(new OldWebEncoding()));
        var parser = new HtmlParser(new HtmlParserOptions { IsScripting = false }, context);

        // What is valid UTF-8 is UTF-8, whatever the page declares; pages lie about it more often than chance does.
        var span = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        return Utf8.IsValid(span) ? parser.ParseDocument(Encoding.UTF8.GetString(span).TrimStart('\uFEFF')) : parser.ParseDocument(bytes);
    }

    private void Walk(IDocument document)
    {
        if (document.Body is null)
        {
            return;
        }

        if (document.Title is { Length: > 0 } title && document.QuerySelector("h1") is null)
        {
            _text.Begin(Paragraph, "# ");
            _text.Append(title);
            _text.End(Paragraph);
        }

        var path = new Stack<(INode Node, int NextChild)>();
        path.Push((document.Body, 0));
        while (path.TryPop(out var at))
        {
            if (at.NextChild == at.Node.ChildNodes.Length)
            {
                Leave((IElement)at.Node);
                continue;
            }

            path.Push((at.Node, at.NextChild + 1));
            switch (at.Node.ChildNodes[at.NextChild])
            {
                case IText text:
                    Write(text.Data);
                    break;
                case IElement element when !IsHidden(element):
                    Enter(element);
                    path.Push((element, 0));
                    break;
            }
        }
    }

    private void Enter(IElement element)
    {
        switch (element.LocalName)
        {
            case "br":
                _text.Append("\n");
                break;
            case "img" when element.GetAttribute("alt") is { Length: > 0 } description:
                Write($" {description} ");
                break;
            case "pre" or "textarea":
                _text.Begin(Line);
                _preformatted++;
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                _text.Begin(Paragraph, new string('#', element.LocalName[1] - '0') + " ");
                break;
            case "li":
                _text.Begin(Line, "- ");
                break;
            case "td" or "th":
                _text.BeginCell();
                break;
            default:
                _text.Begin(LinesAround(element));
                break;
        }
    }

    private void Leave(IElement element)
    {
        switch (element.LocalName)
        {
            case "td" or "th":
                _text.EndCell();
                break;
            case "tr":
                _text.EndRow();
                break;
            case "table":
                _text.EndRow();
                _text.End(Paragraph);
                break;
            case "pre" or "textarea":
                _preformatted--;
                _text.End(Paragraph);
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                _text.End(Paragraph);
                break;
            default:
                if (LinesAround(element) is > 0 and var lines)
                {
                    _text.End(lines);
                }

                break;
        }
    }

    private static int LinesAround(IElement element) => element.LocalName switch
    {
        // A list within an item belongs to it.
        "ul" or "ol" => element.ParentElement?.LocalName == "li" ? Line : Paragraph,
        var name when Paragraphs.Contains(name) => Paragraph,
        var name when Lines.Contains(name) => Line,
        _ => 0,
    };

    private void Write(string data)
    {
        if (_preformatted > 0)
        {
            _text.Append(data);
            return;
        }

        var text = Blanks().Replace(data, " ");
        _text.Append(_text.AtBlank ? text.TrimStart(' ') : text);
    }

    // What a page hides from its readers is not what it says; it is also where text meant for models alone is put.
    private static bool IsHidden(IElement element) =>
        Skipped.Contains(element.LocalName)
        || element.HasAttribute("hidden")
        || (element.GetAttribute("style") is { } style && HiddenStyle().IsMatch(style));

    // A no-break space is no blank here.
    [GeneratedRegex(@"[ \t\r\n\f]+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"(^|;)\s*(display\s*:\s*none|visibility\s*:\s*hidden)\b", RegexOptions.IgnoreCase)]
    private static partial Regex HiddenStyle();

    /// <summary>What the HTML standard assumes of a page that declares nothing.</summary>
    private sealed class OldWebEncoding : IEncodingProvider
    {
        public Encoding Suggest(string locale) => CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    }
}
