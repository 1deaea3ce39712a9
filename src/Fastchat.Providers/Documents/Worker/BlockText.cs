using System.Text;
using System.Text.RegularExpressions;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers.Documents.Worker;

/// <summary>
/// Writes the text of a structured document: blocks on lines of their own, headings and list items with their Markdown
/// marks, table rows as lines of cells.
/// </summary>
internal sealed partial class BlockText
{
    private const string CellSeparator = " | ";

    private readonly Stack<Frame> _outer = new();
    private Frame _frame = new();
    private long _length;

    /// <summary>Whether what is written next stands at the beginning of a line or after a blank.</summary>
    public bool AtBlank => _frame.Break > 0 || _frame.Text.Length == 0 || char.IsWhiteSpace(_frame.Text[^1]);

    /// <summary>Whether a cell or an aside is being written, rather than the body.</summary>
    public bool IsNested => _outer.Count > 0;

    /// <summary>Begins a block.</summary>
    /// <param name="lines">How many line ends set it off from what is before: 1 or 2.</param>
    /// <param name="mark">What its first text follows, if there will be any, such as "- ".</param>
    public void Begin(int lines, string mark = "")
    {
        _frame.Break = Math.Max(_frame.Break, lines);
        if (mark.Length > 0)
        {
            _frame.Mark = mark;
        }
    }

    /// <summary>Ends a block, and forgets its mark when there was no text.</summary>
    public void End(int lines)
    {
        _frame.Break = Math.Max(_frame.Break, lines);
        _frame.Mark = "";
    }

    /// <summary>Appends text to the block.</summary>
    public void Append(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        _length += text.Length;
        if (_length > DocumentDecoder.TextLimit)
        {
            throw new RefusedFileException($"it holds more than {DocumentDecoder.TextLimit / (1024 * 1024)} MiB of text");
        }

        if (_frame.Text.Length > 0)
        {
            _frame.Text.Append('\n', _frame.Break);
        }

        _frame.Break = 0;
        _frame.Text.Append(_frame.Mark).Append(text);
        _frame.Mark = "";
    }

    /// <summary>Begins a table cell.</summary>
    public void BeginCell() => Push();

    /// <summary>Ends a table cell; its text becomes one line.</summary>
    public void EndCell()
    {
        var text = Pop();
        _frame.Row.Add(Blanks().Replace(text, " ").Trim());
    }

    /// <summary>Ends a table row.</summary>
    public void EndRow()
    {
        if (_frame.Row.Exists(cell => cell.Length > 0))
        {
            Begin(1);
            Append(string.Join(CellSeparator, _frame.Row));
        }

        _frame.Row.Clear();
        End(1);
    }

    /// <summary>Begins what stands beside the text, such as a text box; it is written after the block it is anchored in.</summary>
    public void BeginAside() => Push();

    /// <summary>Ends it.</summary>
    public void EndAside()
    {
        var text = Pop();
        _frame.Asides.Add(text);
    }

    /// <summary>Writes what was kept beside the block that has just ended.</summary>
    public void WriteAsides()
    {
        foreach (var aside in _frame.Asides)
        {
            Begin(2);
            Append(aside);
            End(2);
        }

        _frame.Asides.Clear();
    }

    /// <inheritdoc />
    public override string ToString() => _frame.Text.ToString();

    private void Push()
    {
        _outer.Push(_frame);
        _frame = new Frame();
    }

    private string Pop()
    {
        WriteAsides();
        EndRow();
        var text = _frame.Text.ToString();

        // It is counted again when the outer frame takes it.
        _length -= text.Length;
        _frame = _outer.Pop();
        return text;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    private sealed class Frame
    {
        public StringBuilder Text { get; } = new();

        public List<string> Row { get; } = [];

        public List<string> Asides { get; } = [];

        public int Break { get; set; }

        public string Mark { get; set; } = "";
    }
}
