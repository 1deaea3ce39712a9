using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fastchat.ModelGateway.Formats;

/// <summary>Keywords for numbers.</summary>
internal static class NumberRules
{
    public static void Add(SchemaKeywords keywords, SchemaNode node)
    {
        AddBound(keywords, node, "minimum", "at least", (value, bound) => value >= bound);
        AddBound(keywords, node, "maximum", "at most", (value, bound) => value <= bound);
        AddBound(keywords, node, "exclusiveMinimum", "more than", (value, bound) => value > bound);
        AddBound(keywords, node, "exclusiveMaximum", "less than", (value, bound) => value < bound);
        if (keywords.Number("multipleOf") is not { } factor) return;
        if (factor <= 0) throw keywords.Wrong("multipleOf", "a number above 0");
        node.Rules.Add((_, place, value) => !IsNumber(value) || SchemaNumbers.IsMultiple(value!, factor) ? null : place.Fault(Text($"must be a multiple of {factor}")));
    }

    private static void AddBound(SchemaKeywords keywords, SchemaNode node, string keyword, string words, Func<double, double, bool> isWithin)
    {
        if (keywords.Number(keyword) is not { } bound) return;
        node.Rules.Add((_, place, value) => !IsNumber(value) || isWithin(SchemaNumbers.Of(value!), bound) ? null : place.Fault(Text($"must be {words} {bound}")));
    }

    private static bool IsNumber(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
