using System.Text.Json.Nodes;

namespace Fastchat.ModelGateway.Formats;

/// <summary>Keywords for lists.</summary>
internal static class ArrayRules
{
    public static void Add(SchemaKeywords keywords, SchemaNode node, SchemaReader reader)
    {
        if (keywords.Count("minItems") is { } least) node.Rules.Add((_, place, value) => value is JsonArray list && list.Count < least ? place.Fault($"must have at least {least} items") : null);
        if (keywords.Count("maxItems") is { } most) node.Rules.Add((_, place, value) => value is JsonArray list && list.Count > most ? place.Fault($"must have at most {most} items") : null);
        if (keywords.Flag("uniqueItems")) node.Rules.Add((run, place, value) => value is JsonArray list && !AreUnique(run, list) ? place.Fault("must not hold an item twice") : null);
        AddItems(keywords, node, reader);
        if (!keywords.Has("contains", out var contained)) return;
        var within = reader.Read(contained, keywords.Path("contains"));
        var (fewest, highest) = (keywords.Count("minContains") ?? 1, keywords.Count("maxContains") ?? int.MaxValue);
        node.Rules.Add((run, place, value) =>
            value is JsonArray list && list.Where((item, i) => run.Check(within, place.Item(i), item) is null).Count() is var count && (count < fewest || count > highest)
                ? place.Fault($"holds {count} of the items that it must contain")
                : null);
    }

    private static void AddItems(SchemaKeywords keywords, SchemaNode node, SchemaReader reader)
    {
        var first = keywords.Array("prefixItems")?.Select((schema, i) => reader.Read(schema, keywords.Path("prefixItems", i))).ToArray() ?? [];
        var rest = keywords.Has("items", out var items) ? reader.Read(items, keywords.Path("items")) : null;
        if (first.Length == 0 && rest is null) return;
        node.Rules.Add((run, place, value) =>
        {
            if (value is not JsonArray list) return null;
            for (var i = 0; i < list.Count; i++)
            {
                var schema = i < first.Length ? first[i] : rest;
                if (schema is not null && run.Check(schema, place.Item(i), list[i]) is { } fault) return fault;
            }

            return null;
        });
    }

    private static bool AreUnique(SchemaRun run, JsonArray list)
    {
        var sizes = list.Select(NodeSize.Of).ToArray();
        for (var i = 1; i < list.Count; i++)
        {
            for (var k = 0; k < i; k++)
            {
                run.Step(sizes[i] == sizes[k] ? sizes[i] : 1);
                if (sizes[i] == sizes[k] && JsonNode.DeepEquals(list[i], list[k])) return false;
            }
        }

        return true;
    }
}
