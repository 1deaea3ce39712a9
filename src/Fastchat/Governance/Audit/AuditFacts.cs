namespace Fastchat.Governance.Audit;

/// <summary>
/// Names with values, one to a line: <c>model=scripted</c>. Values are ids, names of models, numbers; whatever looks like prose
/// or like a key is not kept.
/// </summary>
internal sealed class AuditFacts
{
    /// <summary>What stands in the place of a value that may not be kept.</summary>
    public const string Redacted = "[redacted]";

    private const int Most = 64;
    private const int LongestValue = 128;
    private const string SecretPrefix = Identity.ApiKey.Prefix;

    private readonly List<string> _lines = [];

    /// <summary>Adds a pair that is not there yet; those beyond 64 are left out, and the last line says so.</summary>
    public void Add(string name, string value)
    {
        if (_lines.Count > Most) return;
        var line = _lines.Count == Most ? "more=true" : $"{name}={Clean(value)}";
        if (!_lines.Contains(line)) _lines.Add(line);
    }

    /// <summary>The pairs of a text.</summary>
    public static IEnumerable<(string Name, string Value)> Read(string text) =>
        from line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        let at = line.IndexOf('=', StringComparison.Ordinal)
        select at < 0 ? (line, "") : (line[..at], line[(at + 1)..]);

    /// <inheritdoc />
    public override string ToString() => string.Join('\n', _lines);

    // Ids and names of models have neither blanks nor letters beyond ASCII: a caller who writes prose where an id belongs keeps it to himself.
    private static string Clean(string value) =>
        value.Length > LongestValue || value.Contains(SecretPrefix, StringComparison.OrdinalIgnoreCase) || !value.All(c => char.IsAsciiLetterOrDigit(c) || "-_.:/@,+".Contains(c, StringComparison.Ordinal))
            ? Redacted
            : value;
}
