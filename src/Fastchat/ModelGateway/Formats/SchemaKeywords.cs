using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fastchat.ModelGateway.Formats;

/// <summary>The keywords of a schema; one that holds the wrong kind of value is refused by its path.</summary>
internal sealed class SchemaKeywords(JsonObject schema, string path)
{
    /// <summary>The path of a keyword.</summary>
    public string Path(string keyword) => $"{path}.{keyword}";

    /// <summary>The path of something within a keyword's object.</summary>
    public string Path(string keyword, string name) => $"{path}.{keyword}.{name}";

    /// <summary>The path of something within a keyword's list.</summary>
    public string Path(string keyword, int index) => $"{path}.{keyword}[{index}]";

    /// <summary>Whether the schema has a keyword, and what it holds.</summary>
    public bool Has(string keyword, out JsonNode? value) => schema.TryGetPropertyValue(keyword, out value);

    /// <summary>A keyword that holds an object; null when it is absent.</summary>
    public JsonObject? Object(string keyword) => !Has(keyword, out var value) ? null : value as JsonObject ?? throw Wrong(keyword, "an object");

    /// <summary>A keyword that holds a list; null when it is absent.</summary>
    public JsonArray? Array(string keyword) => !Has(keyword, out var value) ? null : value as JsonArray ?? throw Wrong(keyword, "a list");

    /// <summary>A keyword that holds text; null when it is absent.</summary>
    public string? Text(string keyword) => !Has(keyword, out var value) ? null : value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : throw Wrong(keyword, "text");

    /// <summary>A keyword that holds a boolean; false when it is absent.</summary>
    public bool Flag(string keyword) => Has(keyword, out var value) && value?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(keyword, "true or false"),
    };

    /// <summary>A keyword that holds a number; null when it is absent.</summary>
    public double? Number(string keyword) =>
        !Has(keyword, out var value) ? null : value?.GetValueKind() == JsonValueKind.Number ? SchemaNumbers.Of(value) : throw Wrong(keyword, "a number");

    /// <summary>A keyword that holds a count, 0 or more; null when it is absent.</summary>
    public int? Count(string keyword)
    {
        if (Number(keyword) is not { } number) return null;
        if (number < 0 || number != Math.Floor(number)) throw Wrong(keyword, "a whole number, 0 or more");
        return (int)Math.Min(int.MaxValue, number);
    }

    /// <summary>A keyword that holds a list of text; null when it is absent.</summary>
    public string[]? Texts(string keyword) => Array(keyword) is not { } list
        ? null
        : [.. list.Select(item => item?.GetValueKind() == JsonValueKind.String ? item.GetValue<string>() : throw Wrong(keyword, "a list of text"))];

    /// <summary>The error of a keyword that holds something else.</summary>
    public SchemaException Wrong(string keyword, string expected) => new(Path(keyword), $"must be {expected}");
}
