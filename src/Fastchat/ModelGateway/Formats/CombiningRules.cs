using System.Text.Json.Nodes;

namespace Fastchat.ModelGateway.Formats;

/// <summary>Keywords that combine schemas.</summary>
internal static class CombiningRules
{
    public static void Add(SchemaKeywords keywords, SchemaNode node, SchemaReader reader)
    {
        foreach (var part in Parts(keywords, reader, "allOf")) node.Rules.Add((run, place, value) => run.Check(part, place, value));
        if (Parts(keywords, reader, "anyOf") is { Length: > 0 } any) node.Rules.Add((run, place, value) => CheckAny(run, place, value, any));
        if (Parts(keywords, reader, "oneOf") is { Length: > 0 } one)
        {
            node.Rules.Add((run, place, value) =>
                one.Count(part => run.Check(part, place, value) is null) is var fitting && fitting != 1 ? place.Fault($"must fit one of {one.Length} schemas, but fits {fitting}") : null);
        }

        if (keywords.Has("not", out var forbidden))
        {
            var not = reader.Read(forbidden, keywords.Path("not"));
            node.Rules.Add((run, place, value) => run.Check(not, place, value) is null ? place.Fault("fits a schema that it must not fit") : null);
        }

        AddCondition(keywords, node, reader);
    }

    // What is wrong with the one that was meant says more than that all are wrong: it is mostly the one that fails deepest.
    private static SchemaFault? CheckAny(SchemaRun run, SchemaPlace place, JsonNode? value, SchemaNode[] parts)
    {
        SchemaFault? deepest = null;
        foreach (var part in parts)
        {
            if (run.Check(part, place, value) is not { } fault) return null;
            if (deepest is null || fault.Path.Length > deepest.Path.Length) deepest = fault;
        }

        return deepest;
    }

    private static void AddCondition(SchemaKeywords keywords, SchemaNode node, SchemaReader reader)
    {
        if (!keywords.Has("if", out var condition)) return;
        var when = reader.Read(condition, keywords.Path("if"));
        var then = keywords.Has("then", out var yes) ? reader.Read(yes, keywords.Path("then")) : null;
        var otherwise = keywords.Has("else", out var no) ? reader.Read(no, keywords.Path("else")) : null;
        node.Rules.Add((run, place, value) => (run.Check(when, place, value) is null ? then : otherwise) is { } next ? run.Check(next, place, value) : null);
    }

    private static SchemaNode[] Parts(SchemaKeywords keywords, SchemaReader reader, string keyword)
    {
        if (keywords.Array(keyword) is not { } parts) return [];
        if (parts.Count == 0) throw keywords.Wrong(keyword, "a list of at least one schema");
        return [.. parts.Select((part, i) => reader.Read(part, keywords.Path(keyword, i)))];
    }
}
