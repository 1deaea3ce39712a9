using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fastchat.ModelGateway.Formats;

/// <summary>Keywords for values of any kind: type, enum, const.</summary>
internal static class ValueRules
{
    private static readonly string[] Types = ["null", "boolean", "object", "array", "number", "integer", "string"];

    public static void Add(SchemaKeywords keywords, SchemaNode node)
    {
        if (keywords.Has("type", out var type))
        {
            string[] types = type is JsonArray ? keywords.Texts("type")! : [keywords.Text("type")!];
            if (types.Length == 0 || types.Any(t => !Types.Contains(t))) throw keywords.Wrong("type", $"one or several of {string.Join(", ", Types)}");
            node.Rules.Add((_, place, value) => types.Any(t => Is(value, t)) ? null : place.Fault($"must be of type {string.Join(" or ", types)}, but is of type {TypeOf(value)}"));
        }

        if (keywords.Array("enum") is { } allowed) AddAllowed(node, [.. allowed]);
        if (keywords.Has("const", out var only)) AddAllowed(node, [only]);
    }

    /// <summary>A value's type in words.</summary>
    public static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.Number => "number",
        _ => "string",
    };

    private static void AddAllowed(SchemaNode node, JsonNode?[] allowed)
    {
        var sizes = allowed.Select(NodeSize.Of).ToArray();
        node.Rules.Add((run, place, value) =>
        {
            var size = NodeSize.Of(value);
            run.Step(size);
            for (var i = 0; i < allowed.Length; i++)
            {
                run.Step(sizes[i] == size ? size : 1);
                if (sizes[i] == size && JsonNode.DeepEquals(allowed[i], value)) return null;
            }

            return place.Fault(allowed.Length == 1 ? "must be the one allowed value" : $"must be one of the {allowed.Length} allowed values");
        });
    }

    private static bool Is(JsonNode? value, string type) =>
        type == TypeOf(value) || (type == "integer" && value?.GetValueKind() == JsonValueKind.Number && SchemaNumbers.Of(value) is var number && number == Math.Floor(number));
}
