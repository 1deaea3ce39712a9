namespace Fastchat.Files;

/// <summary>The kinds of file that can be read, as their content says.</summary>
public enum FileKind
{
    /// <summary>Nothing that a decoder reads.</summary>
    Unknown,

    /// <summary>Text without marks, or with marks that are kept as they are (CSV, JSON, source code).</summary>
    PlainText,

    /// <summary>Markdown, kept as its source.</summary>
    Markdown,

    /// <summary>HTML.</summary>
    Html,

    /// <summary>PDF.</summary>
    Pdf,

    /// <summary>Word, as of 2007 (Office Open XML).</summary>
    Docx,
}
