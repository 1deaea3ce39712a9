using Fastchat.Rpc.Rest;

namespace Fastchat.Rpc.OpenApi;

/// <summary>
/// A path as OpenAPI writes it: each wildcard segment is a parameter. OpenAPI knows neither <c>**</c> nor variables over
/// several segments; the first is a parameter whose comment says so, the others become one parameter for each wildcard.
/// </summary>
internal sealed class OpenApiPath
{
    private OpenApiPath(string text, IReadOnlyList<string> parameters)
    {
        Text = text;
        Parameters = parameters;
    }

    /// <summary>The path.</summary>
    public string Text { get; }

    /// <summary>The names of its parameters, one for each wildcard segment.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>The path without names: templates that differ in names alone are one path to OpenAPI, as they are to the router.</summary>
    public static string Shape(PathTemplate template) => string.Join('/', template.Segments) + ":" + template.Verb;

    public static OpenApiPath Of(PathTemplate template)
    {
        var parameters = new List<string>();
        var text = "";
        for (var i = 0; i < template.Segments.Count; i++)
        {
            if (IsWildcard(template.Segments[i])) parameters.Add(ParameterName(template, i));
            text += "/" + (IsWildcard(template.Segments[i]) ? $"{{{parameters[^1]}}}" : template.Segments[i]);
        }

        return new OpenApiPath((text.Length == 0 ? "/" : text) + (template.Verb is null ? "" : ":" + template.Verb), parameters);
    }

    /// <summary>Whether a template takes all that is left of a path, slashes included.</summary>
    public static bool TakesSlashes(PathTemplate template) => template.Segments.Contains(PathTemplate.Rest);

    /// <summary>The wildcard segments of a template, in order.</summary>
    public static IEnumerable<int> Wildcards(PathTemplate template) => Enumerable.Range(0, template.Segments.Count).Where(i => IsWildcard(template.Segments[i]));

    /// <summary>The variable that captures a segment; null for none.</summary>
    public static PathTemplate.Variable? VariableAt(PathTemplate template, int segment)
    {
        foreach (var variable in template.Variables)
        {
            if (segment >= variable.Start && segment < variable.Start + variable.Count) return variable;
        }

        return null;
    }

    private static bool IsWildcard(string segment) => segment is PathTemplate.One or PathTemplate.Rest;

    private static string ParameterName(PathTemplate template, int segment) => VariableAt(template, segment) switch
    {
        null => $"segment_{segment}",
        { Count: 1 } alone => alone.Field,
        { } variable => $"{variable.Field}_{segment - variable.Start}",
    };
}
