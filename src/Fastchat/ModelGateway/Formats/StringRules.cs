using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fastchat.Language;

namespace Fastchat.ModelGateway.Formats;

/// <summary>Keywords for text. A format is a remark, as the specification has it, and demands nothing.</summary>
internal static class StringRules
{
    private const int LongestPattern = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    public static void Add(SchemaKeywords keywords, SchemaNode node)
    {
        if (keywords.Count("minLength") is { } least) node.Rules.Add((_, place, value) => TextOf(value) is { } text && CodePoints.Count(text) < least ? place.Fault($"must have at least {least} characters") : null);
        if (keywords.Count("maxLength") is { } most) node.Rules.Add((_, place, value) => TextOf(value) is { } text && CodePoints.Count(text) > most ? place.Fault($"must have at most {most} characters") : null);
        if (keywords.Text("pattern") is not { } pattern) return;
        var regex = Pattern(pattern, keywords.Path("pattern"));
        node.Rules.Add((_, place, value) => TextOf(value) is { } text && !regex.IsMatch(text) ? place.Fault("must match the pattern of its schema") : null);
    }

    /// <summary>A pattern that matches in time proportional to the text; one that cannot (it looks around or back) gets a tenth of a second.</summary>
    public static Regex Pattern(string pattern, string path)
    {
        if (pattern.Length > LongestPattern) throw new SchemaException(path, $"must have at most {LongestPattern} characters");
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, Patience);
        }
        catch (ArgumentException)
        {
            throw new SchemaException(path, "must be a regular expression");
        }
    }

    private static string? TextOf(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
