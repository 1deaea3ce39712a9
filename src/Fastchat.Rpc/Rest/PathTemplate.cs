namespace Fastchat.Rpc.Rest;

/// <summary>
/// A path template of google.api.http: <c>/v1/{name=files/*}/content:verb</c>. Segments are literals, <c>*</c> (one) or, at
/// the end, <c>**</c> (all that is left); variables capture runs of segments. Source: google/api/http.proto.
/// </summary>
internal sealed class PathTemplate
{
    public const string One = "*";
    public const string Rest = "**";

    private PathTemplate(string text, string[] segments, Variable[] variables, string? verb)
    {
        Text = text;
        Segments = segments;
        Variables = variables;
        Verb = verb;
    }

    /// <summary>The template as written.</summary>
    public string Text { get; }

    /// <summary>Literals, <see cref="One"/> or <see cref="Rest"/>.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>What is captured.</summary>
    public IReadOnlyList<Variable> Variables { get; }

    /// <summary>The custom verb behind the last colon; null for none.</summary>
    public string? Verb { get; }

    /// <exception cref="FormatException">The template is malformed.</exception>
    public static PathTemplate Parse(string text)
    {
        if (!text.StartsWith('/')) throw Malformed(text, "it must begin with a slash");
        var path = text[1..];
        string? verb = null;
        var colon = path.LastIndexOf(':');
        if (colon > path.LastIndexOf('}') && colon > path.LastIndexOf('/')) (path, verb) = (path[..colon], path[(colon + 1)..]);
        if (verb is "") throw Malformed(text, "nothing follows the colon");
        var segments = new List<string>();
        var variables = new List<Variable>();
        foreach (var part in Parts(path))
        {
            if (part is not ['{', .. var inner, '}'])
            {
                segments.Add(part);
                continue;
            }

            var equals = inner.IndexOf('=');
            var pattern = equals < 0 ? [One] : inner[(equals + 1)..].Split('/');
            variables.Add(new Variable(equals < 0 ? inner : inner[..equals], segments.Count, pattern.Length));
            segments.AddRange(pattern);
        }

        if (variables.Exists(v => v.Field.Length == 0 || v.Field.AsSpan().ContainsAny("{}*/"))) throw Malformed(text, "a variable has no name");
        if (segments.Find(s => s is not (One or Rest) && (s.Length == 0 || s.AsSpan().ContainsAny("{}*="))) is { } bad)
            throw Malformed(text, bad.Length == 0 ? "a segment is empty" : $"'{bad}' is neither a literal nor a variable");
        var many = segments.IndexOf(Rest);
        if (many >= 0 && many != segments.Count - 1) throw Malformed(text, "** stands before the end");
        if (variables.DistinctBy(v => v.Field).Count() < variables.Count) throw Malformed(text, "a field is named twice");
        return new PathTemplate(text, [.. segments], [.. variables], verb);
    }

    /// <summary>The text a variable captures from a path's encoded segments.</summary>
    public string Capture(Variable variable, IReadOnlyList<string> path)
    {
        var toEnd = Segments[variable.Start + variable.Count - 1] == Rest;
        if (variable.Count == 1 && !toEnd) return RequestPath.Decode(path[variable.Start]);
        var end = toEnd ? path.Count : variable.Start + variable.Count;
        return string.Join('/', path.Take(variable.Start..end).Select(RequestPath.DecodeReserved));
    }

    // Slashes inside braces belong to the variable.
    private static IEnumerable<string> Parts(string path)
    {
        for (var start = 0; path.Length > 0 && start <= path.Length;)
        {
            var brace = path.AsSpan(start).StartsWith("{") ? path.IndexOf('}', start) : -1;
            var end = path.IndexOf('/', Math.Max(start, brace));
            if (end < 0) end = path.Length;
            yield return path[start..end];
            start = end + 1;
        }
    }

    private static FormatException Malformed(string text, string why) => new($"'{text}' is not a path template: {why}.");

    /// <summary>A captured run of segments.</summary>
    /// <param name="Field">The path of the request field that takes it.</param>
    /// <param name="Start">The first segment.</param>
    /// <param name="Count">How many segments of the template.</param>
    public readonly record struct Variable(string Field, int Start, int Count);
}
