using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fastchat.ModelGateway.Formats;

/// <summary>
/// Reads a JSON schema, draft 2020-12. What it cannot hold an answer to it refuses rather than pass over: references out of the
/// schema, dynamic ones, and unevaluated members and items. Keywords nobody knows, and those that only describe, are passed over.
/// </summary>
internal sealed class SchemaReader
{
    private const int MostSchemas = 5000;

    private static readonly string[] Refused = ["$dynamicRef", "$recursiveRef", "unevaluatedProperties", "unevaluatedItems"];

    private readonly JsonObject _root;
    private readonly Dictionary<JsonNode, SchemaNode> _read = new(ReferenceEqualityComparer.Instance);
    private readonly List<(SchemaNode From, string Target, string Path)> _references = [];

    private SchemaReader(JsonObject root) => _root = root;

    /// <summary>Reads a schema.</summary>
    /// <exception cref="SchemaException">It is none.</exception>
    public static SchemaNode Read(JsonObject schema)
    {
        var reader = new SchemaReader(schema);
        var node = reader.Read(schema, "");
        reader.Connect();
        return node;
    }

    /// <summary>Reads a schema within the schema.</summary>
    public SchemaNode Read(JsonNode? json, string path)
    {
        var node = new SchemaNode();
        if (json is JsonObject schema) ReadObject(schema, node, path);
        else if (json?.GetValueKind() == JsonValueKind.False) node.Rules.Add((_, place, _) => place.Fault("must be absent"));
        else if (json?.GetValueKind() != JsonValueKind.True) throw new SchemaException(path, "must be a schema: an object, true or false");
        return node;
    }

    private void ReadObject(JsonObject schema, SchemaNode node, string path)
    {
        if (_read.Count == MostSchemas) throw new SchemaException("", $"must hold at most {MostSchemas} schemas");
        _read[schema] = node;
        foreach (var keyword in Refused)
        {
            if (schema.ContainsKey(keyword)) throw new SchemaException($"{path}.{keyword}", $"{keyword} is not supported");
        }

        var keywords = new SchemaKeywords(schema, path);
        ValueRules.Add(keywords, node);
        NumberRules.Add(keywords, node);
        StringRules.Add(keywords, node);
        ArrayRules.Add(keywords, node, this);
        ObjectRules.Add(keywords, node, this);
        CombiningRules.Add(keywords, node, this);
        foreach (var keyword in (string[])["$defs", "definitions"])
        {
            foreach (var (name, definition) in keywords.Object(keyword) ?? []) Read(definition, keywords.Path(keyword, name));
        }

        if (keywords.Text("$ref") is { } reference) _references.Add((node, reference, $"{path}.$ref"));
    }

    // References lead forward as well as back: they are followed when all is read.
    private void Connect()
    {
        // What a reference leads to may hold further ones.
        for (var i = 0; i < _references.Count; i++)
        {
            var (from, reference, path) = _references[i];
            var target = Find(reference, path);
            target.IsShared = true;
            from.Rules.Add((run, place, value) => run.Check(target, place, value));
        }
    }

    private SchemaNode Find(string reference, string path)
    {
        if (!reference.StartsWith('#') || (reference.Length > 1 && reference[1] != '/')) throw new SchemaException(path, "must lead to a place within the schema, such as #/$defs/name");
        JsonNode? at = _root;
        foreach (var step in Uri.UnescapeDataString(reference[1..]).Split('/').Skip(1))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            at = at switch
            {
                JsonObject members => members[name],
                JsonArray items when int.TryParse(name, out var index) && index >= 0 && index < items.Count => items[index],
                _ => null,
            };
        }

        if (at is null) throw new SchemaException(path, $"leads nowhere: there is no {reference}");
        return _read.TryGetValue(at, out var node) ? node : Read(at, path);
    }
}
