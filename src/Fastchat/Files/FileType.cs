namespace Fastchat.Files;

/// <summary>What a file is.</summary>
/// <param name="Kind">Which decoder reads it.</param>
/// <param name="ContentType">Its media type, also for kinds that no decoder reads.</param>
public sealed record FileType(FileKind Kind, string ContentType)
{
    /// <summary>Whether its bytes are text, whatever the marks in it.</summary>
    public bool IsText => Kind is FileKind.PlainText or FileKind.Markdown or FileKind.Html;
}
