using System.Text.RegularExpressions;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>How a text must be.</summary>
/// <param name="Expected">Equal to this, without regard to case and blanks around it; null for anything.</param>
/// <param name="Part">With this in it, without regard to case; null for anything.</param>
/// <param name="Pattern">Matched by this; null for anything.</param>
internal sealed record TextTest(string? Expected, string? Part, Regex? Pattern)
{
    /// <summary>Whether a text is so; what named groups caught goes into the variables.</summary>
    /// <exception cref="RegexMatchTimeoutException">The pattern took too long.</exception>
    public bool Holds(string text, Dictionary<string, string> variables)
    {
        if (Expected is not null && !text.AsSpan().Trim().Equals(Expected.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase)) return false;
        if (Part is not null && !text.Contains(Part, StringComparison.OrdinalIgnoreCase)) return false;
        if (Pattern is null) return true;
        var match = Pattern.Match(text);
        if (!match.Success) return false;
        foreach (var name in Names) variables[name] = match.Groups[name].Value;
        return true;
    }

    /// <summary>The names of what the pattern catches.</summary>
    public IEnumerable<string> Names => Pattern?.GetGroupNames().Where(n => !char.IsAsciiDigit(n[0])) ?? [];
}
