using System.Text.RegularExpressions;

namespace Fastchat.Providers.Models;

/// <summary>
/// What may be told of a provider's words. Keys are taken out: our own whole or in part, and whatever has the form of one;
/// pages of HTML are not told at all.
/// </summary>
internal sealed partial class UpstreamWords
{
    private const int Longest = 1000;

    // Looked through before it is cut, so that a key is not cut in two; further than this nobody reads.
    private const int LongestLookedThrough = 8 * 1024;

    // So much of a key, with the rest left out or starred, is still nobody's business.
    private const int TellingPart = 8;
    private const string Mask = "***";

    private readonly string[] _secrets;

    /// <summary>Words of a provider that was sent these secrets.</summary>
    public UpstreamWords(IEnumerable<string?> secrets) => _secrets = [.. secrets.Where(s => s is { Length: > 3 }).Select(s => s!).OrderByDescending(s => s.Length)];

    /// <summary>The words as they may be told; null for none.</summary>
    public string? Clean(string? words)
    {
        if (string.IsNullOrWhiteSpace(words) || Page().IsMatch(words)) return null;
        var text = words.Length > LongestLookedThrough ? words[..LongestLookedThrough] : words;
        foreach (var secret in _secrets) text = WithoutPart(text.Replace(secret, Mask, StringComparison.Ordinal), secret);
        text = Blanks().Replace(KeyForms().Replace(text, Mask), " ").Trim();
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }

    private static string WithoutPart(string text, string secret)
    {
        if (secret.Length < TellingPart + 4) return text;
        var part = secret[..TellingPart];
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + Mask.Length, StringComparison.Ordinal))
        {
            var end = at + part.Length;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '_' or '*' or '.' or '…')) end++;
            text = string.Concat(text.AsSpan(0, at), Mask, text.AsSpan(end));
        }

        return text;
    }

    // Prefixes of keys of model providers and of tokens; what is starred already; what follows "API key" or "Bearer".
    [GeneratedRegex(
        @"\b(?:sk|pk|rk|gsk|xai|hf|r8|nvapi|pplx|fc|ghp|glpat)[-_][\w\-*.…]{6,}|\bAIza[\w\-]{10,}|\beyJ[\w\-]{8,}\.[\w\-.]+|[\w\-]{0,64}\*{3,}[\w\-]{0,64}|(?<=\bBearer\s)[^\s""',;]{6,}|(?<=\bapi[-_ ]?key(?: provided)?\s?[:=]\s?[""']?)[^\s""',;]{6,}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex KeyForms();

    [GeneratedRegex(@"<\s*(?:!doctype|html|head|body|title)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Page();

    [GeneratedRegex(@"[\s\p{Cc}]+")]
    private static partial Regex Blanks();
}
