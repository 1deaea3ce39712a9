namespace Fastchat.Server.CommandLine;

/// <summary>What the command <c>audit</c> is asked.</summary>
/// <param name="Verb">verify, export-checkpoints or public-key.</param>
/// <param name="Tenant">Of which chain alone; null for all.</param>
/// <param name="Checkpoints">A file of checkpoints that were kept; null for none.</param>
/// <param name="PublicKey">A file with the key to trust; null for the server's own.</param>
/// <param name="Output">Where to write to; null for standard output.</param>
internal sealed record AuditArguments(string Verb, string? Tenant, string? Checkpoints, string? PublicKey, string? Output)
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["verify"] = ["--tenant", "--checkpoints", "--public-key"],
        ["export-checkpoints"] = ["--tenant", "--output"],
        ["public-key"] = [],
    };

    /// <summary>Reads them; null when they are not as the help says.</summary>
    public static AuditArguments? Parse(string[] args)
    {
        if (args is not [var verb, .. var rest] || !Allowed.TryGetValue(verb, out var allowed) || rest.Length % 2 != 0) return null;
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in rest.Chunk(2))
        {
            if (!allowed.Contains(pair[0]) || pair[1].Length == 0 || !given.TryAdd(pair[0], pair[1])) return null;
        }

        string? Of(string name) => given.GetValueOrDefault(name);
        return Of("--tenant") is { } tenant && !tenant.All(char.IsAsciiLetterOrDigit)
            ? null
            : new AuditArguments(verb, Of("--tenant"), Of("--checkpoints"), Of("--public-key"), Of("--output"));
    }
}
