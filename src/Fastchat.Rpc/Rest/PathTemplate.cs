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
        var rest = text;
        string? verb = null;
        var colon = text.LastIndexOf(':');
        if (colon > text.LastIndexOf('}') && colon > text.LastIndexOf('/')) (rest, verb) = (text[..colon], text[(colon + 1)..]);
        var segments = new List<string>();
        var variables = new List<Variable>();
        var position = 1;
        while (position < rest.Length)
        {
            if (rest[position] == '{')
            {
                var end = rest.IndexOf('}', position);
                if (end < 0) throw Malformed(text, "a brace is not closed");
                var inner = rest[(position + 1)..end];
                var equals = inner.IndexOf('=');
                var pattern = equals < 0 ? [One] : inner[(equals + 1)..].Split('/');
                variables.Add(new Variable(equals < 0 ? inner : inner[..equals], segments.Count, pattern.Length));
                segments.AddRange(pattern);
                position = end + 2;
            }
            else
            {
                var end = rest.IndexOf('/', position);
                if (end < 0) end = rest.Length;
                segments.Add(rest[position..end]);
                position = end + 1;
            }
        }

        if (segments.Exists(s => s.Length == 0)) throw Malformed(text, "a segment is empty");
        var many = segments.IndexOf(Rest);
        if (many >= 0 && many != segments.Count - 1) throw Malformed(text, "** stands before the end");
        return new PathTemplate(text, [.. segments], [.. variables], verb);
    }

    /// <summary>The text a variable captures from a path's segments.</summary>
    public string Capture(Variable variable, IReadOnlyList<string> path)
    {
        var toEnd = Segments[variable.Start + variable.Count - 1] == Rest;
        var end = toEnd ? path.Count : variable.Start + variable.Count;
        return string.Join('/', path.Skip(variable.Start).Take(end - variable.Start));
    }

    private static FormatException Malformed(string text, string why) => new($"'{text}' is not a path template: {why}.");

    /// <summary>A captured run of segments.</summary>
    /// <param name="Field">The path of the request field that takes it.</param>
    /// <param name="Start">The first segment.</param>
    /// <param name="Count">How many segments of the template.</param>
    public readonly record struct Variable(string Field, int Start, int Count);
}
