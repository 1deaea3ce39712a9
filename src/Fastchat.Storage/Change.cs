namespace Fastchat.Storage;

/// <summary>Something that changed and that others may remember in its old state.</summary>
/// <param name="Topic">What kind of thing, for example <c>tenants</c>; no blanks.</param>
/// <param name="Key">Which one.</param>
public readonly record struct Change(string Topic, string Key)
{
    /// <summary>As one text, for engines that carry one.</summary>
    internal string Format() => $"{Topic} {Key}";

    internal static Change Parse(string text)
    {
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0 ? new Change(text, "") : new Change(text[..blank], text[(blank + 1)..]);
    }
}
