namespace Fastchat.Language;

/// <summary>What a piece of text is, by its form.</summary>
internal enum SentenceKind
{
    /// <summary>Running prose.</summary>
    Prose,

    /// <summary>A heading: Markdown's, an underlined line, or a short line of its own without a full stop.</summary>
    Heading,

    /// <summary>An item of a list, or a sentence of it.</summary>
    ListItem,

    /// <summary>Code between fences, or a row of a table.</summary>
    Verbatim,
}
