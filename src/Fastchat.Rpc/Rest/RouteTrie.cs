namespace Fastchat.Rpc.Rest;

/// <summary>Finds what is bound to a path: literals before <c>*</c> before <c>**</c>, whatever the order of adding.</summary>
/// <typeparam name="T">What is bound.</typeparam>
internal sealed class RouteTrie<T> where T : class
{
    private readonly Node _root = new();
    private bool _hasVerbs;

    /// <summary>The value at a template, made when it is the first there.</summary>
    public T GetOrAdd(PathTemplate template, Func<T> make)
    {
        var node = _root;
        foreach (var segment in template.Segments)
        {
            node = segment switch
            {
                PathTemplate.One => node.One ??= new Node(),
                PathTemplate.Rest => node.Rest ??= new Node(),
                _ => node.Literals.TryGetValue(segment, out var child) ? child : node.Literals[segment] = new Node(),
            };
        }

        _hasVerbs |= template.Verb is not null;
        var verb = template.Verb ?? "";
        return node.Values.TryGetValue(verb, out var value) ? value : node.Values[verb] = make();
    }

    /// <summary>Finds the value of a path's encoded segments; a verb that was found is cut from the last.</summary>
    public T? Match(string[] segments)
    {
        // A verb goes before a variable that would take it in: /items/7:cancel is no item's id while :cancel is bound there.
        if (_hasVerbs && segments is [.., var last] && last.LastIndexOf(':') is > 0 and var colon)
        {
            segments[^1] = last[..colon];
            if (Find(_root, segments, 0, last[(colon + 1)..]) is { } found) return found;
            segments[^1] = last;
        }

        return Find(_root, segments, 0, "");
    }

    // An empty segment is no value of a variable: /items/ is not the item of no name, and not /items either.
    private static T? Find(Node node, string[] segments, int index, string verb)
    {
        if (index == segments.Length) return node.Values.GetValueOrDefault(verb) ?? node.Rest?.Values.GetValueOrDefault(verb);
        var segment = segments[index];
        if (node.Literals.TryGetValue(RequestPath.Decode(segment), out var literal) && Find(literal, segments, index + 1, verb) is { } byLiteral) return byLiteral;
        if (segment.Length > 0 && node.One is not null && Find(node.One, segments, index + 1, verb) is { } byOne) return byOne;
        return segment.Length > 0 ? node.Rest?.Values.GetValueOrDefault(verb) : null;
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Literals { get; } = new(StringComparer.Ordinal);

        public Node? One { get; set; }

        public Node? Rest { get; set; }

        public Dictionary<string, T> Values { get; } = new(StringComparer.Ordinal);
    }
}
