namespace Fastchat.Providers.Privacy;

/// <summary>A Presidio Analyzer.</summary>
/// <param name="BaseAddress">Where it is: <c>http://host:3000/</c>.</param>
public sealed record PresidioOptions(Uri BaseAddress)
{
    /// <summary>The language it is told that texts are in; default "en".</summary>
    public string Language { get; init; } = "en";

    /// <summary>The lowest score of a finding that counts, 0 to 1; default 0.4.</summary>
    public double ScoreThreshold { get; init; } = 0.4;

    /// <summary>How long it may take for one piece of text; default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The options that an address as people write it means.</summary>
    /// <exception cref="FormatException">The address is no HTTP URL.</exception>
    public static PresidioOptions Parse(string url, string? language)
    {
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new FormatException($"'{url}' is not an http(s) URL.");
        var options = new PresidioOptions(address);
        return string.IsNullOrWhiteSpace(language) ? options : options with { Language = language.Trim() };
    }
}
