using System.Text.Json.Nodes;

namespace Fastchat.Rpc.OpenApi;

/// <summary>
/// The schemas that others refer to. A type that is read otherwise than it is written has two, of which the request's is
/// named <c>…Input</c>; whether it needs them is known only when all are made, so references stand for names until then.
/// </summary>
internal sealed class SchemaComponents
{
    private readonly Dictionary<(string Key, SchemaSide Side), JsonObject?> _schemas = [];
    private readonly Dictionary<string, (string Name, string Package)> _names = [];

    /// <summary>A reference to the schema of a type, which is made when it is the first.</summary>
    /// <param name="key">What tells the type from all others.</param>
    /// <param name="name">The name it gets, unless another type has it too.</param>
    /// <param name="package">What then stands in front.</param>
    /// <param name="side">Whose JSON.</param>
    /// <param name="make">Makes the schema.</param>
    public JsonObject Reference(string key, string name, string package, SchemaSide side, Func<JsonObject> make)
    {
        // Before it is made: messages may hold themselves.
        if (_schemas.TryAdd((key, side), null))
        {
            _names[key] = (name, package);
            _schemas[(key, side)] = make();
        }

        return new() { ["$ref"] = Mark(key, side) };
    }

    /// <summary>Writes the schemas into <paramref name="document"/>, and their names to wherever it refers to them.</summary>
    public void Complete(JsonObject document)
    {
        var names = Names();
        var components = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (id, schema) in _schemas) components[names[Mark(id.Key, id.Side)]] = schema!;
        var written = document["components"]!["schemas"]!.AsObject();
        foreach (var (name, schema) in components) written[name] = schema.DeepClone();
        Rename(document, names);
    }

    private static string Mark(string key, SchemaSide side) => $"proto:{key}|{side}";

    private Dictionary<string, string> Names()
    {
        var uneven = Uneven();
        var ambiguous = Ambiguous();
        var names = new Dictionary<string, string>();
        foreach (var (key, side) in _schemas.Keys)
        {
            var (name, package) = _names[key];
            if (ambiguous.Contains(name)) name = Prefix(package) + name;
            names[Mark(key, side)] = side == SchemaSide.Request && uneven.Contains(key) ? name + "Input" : name;
        }

        return names;
    }

    // The names that need their package in front: those of several types, and those that such a name becomes.
    private HashSet<string> Ambiguous()
    {
        var ambiguous = _names.Values.GroupBy(n => n.Name).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        bool IsTaken(string name) => _names.Values.Any(n => ambiguous.Contains(n.Name) && Prefix(n.Package) + n.Name == name);
        bool Grows() => _names.Values.Any(n => IsTaken(n.Name) && ambiguous.Add(n.Name));
        while (Grows()) ;
        return ambiguous;
    }

    // "fastchat.openai.v1" says "Openai": the version is the same for all, the last word before it tells them apart.
    private static string Prefix(string package) =>
        package.Split('.').LastOrDefault(w => w is not ['v', >= '0' and <= '9', ..]) is { Length: > 0 } word ? char.ToUpperInvariant(word[0]) + word[1..] : "";

    // The types whose two schemas differ, in themselves or in what they refer to.
    private HashSet<string> Uneven()
    {
        var both = _schemas.Keys.Where(k => k.Side == SchemaSide.Request && _schemas.ContainsKey((k.Key, SchemaSide.Response))).Select(k => k.Key).ToList();
        var uneven = both.Where(k => Sideless(k, SchemaSide.Request) != Sideless(k, SchemaSide.Response)).ToHashSet();
        bool Grows() => both.Any(k => !uneven.Contains(k) && References(k).Any(uneven.Contains) && uneven.Add(k));
        while (Grows()) ;
        return uneven;
    }

    private string Sideless(string key, SchemaSide side) => _schemas[(key, side)]!.ToJsonString().Replace($"|{side}\"", "\"", StringComparison.Ordinal);

    private IEnumerable<string> References(string key)
    {
        var text = _schemas[(key, SchemaSide.Request)]!.ToJsonString();
        return _names.Keys.Where(other => text.Contains($"\"{Mark(other, SchemaSide.Request)}\"", StringComparison.Ordinal));
    }

    private static void Rename(JsonNode? node, Dictionary<string, string> names)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array) Rename(item, names);
        }
        else if (node is JsonObject @object)
        {
            foreach (var (property, value) in @object.ToList())
            {
                if (value is JsonValue text && text.TryGetValue<string>(out var mark) && names.TryGetValue(mark, out var name)) @object[property] = $"#/components/schemas/{name}";
                else Rename(value, names);
            }
        }
    }
}
