using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Fastchat.ModelGateway.Formats;

/// <summary>Keywords for objects.</summary>
internal static class ObjectRules
{
    public static void Add(SchemaKeywords keywords, SchemaNode node, SchemaReader reader)
    {
        if (keywords.Texts("required") is { } required) AddRequired(node, required);
        if (keywords.Count("minProperties") is { } least) node.Rules.Add((_, place, value) => value is JsonObject members && members.Count < least ? place.Fault($"must have at least {least} members") : null);
        if (keywords.Count("maxProperties") is { } most) node.Rules.Add((_, place, value) => value is JsonObject members && members.Count > most ? place.Fault($"must have at most {most} members") : null);
        AddMembers(keywords, node, reader);
        if (keywords.Has("propertyNames", out var names))
        {
            var schema = reader.Read(names, keywords.Path("propertyNames"));
            node.Rules.Add((run, place, value) => (value as JsonObject)?.Select(m => run.Check(schema, place.Member(m.Key), JsonValue.Create(m.Key))).FirstOrDefault(fault => fault is not null));
        }

        foreach (var (name, schema) in keywords.Object("dependentSchemas") ?? [])
        {
            var then = reader.Read(schema, keywords.Path("dependentSchemas", name));
            node.Rules.Add((run, place, value) => value is JsonObject members && members.ContainsKey(name) ? run.Check(then, place, value) : null);
        }

        foreach (var (name, _) in keywords.Object("dependentRequired") ?? [])
        {
            var needed = new SchemaKeywords(keywords.Object("dependentRequired")!, keywords.Path("dependentRequired")).Texts(name)!;
            node.Rules.Add((_, place, value) => value is JsonObject members && members.ContainsKey(name) ? Missing(place, members, needed) : null);
        }
    }

    private static void AddRequired(SchemaNode node, string[] required) => node.Rules.Add((run, place, value) =>
    {
        if (value is not JsonObject members) return null;
        foreach (var _ in required) run.Step();
        return Missing(place, members, required);
    });

    private static SchemaFault? Missing(SchemaPlace place, JsonObject members, string[] required) =>
        required.FirstOrDefault(name => !members.ContainsKey(name)) is { } missing ? place.Member(missing).Fault("is required") : null;

    // A member is held to what stands under its name, to each pattern its name matches, and to additionalProperties when neither does.
    private static void AddMembers(SchemaKeywords keywords, SchemaNode node, SchemaReader reader)
    {
        var named = (keywords.Object("properties") ?? []).ToDictionary(p => p.Key, p => reader.Read(p.Value, keywords.Path("properties", p.Key)), StringComparer.Ordinal);
        (Regex Pattern, SchemaNode Schema)[] matched =
        [
            .. (keywords.Object("patternProperties") ?? []).Select(p =>
                (StringRules.Pattern(p.Key, keywords.Path("patternProperties", p.Key)), reader.Read(p.Value, keywords.Path("patternProperties", p.Key)))),
        ];
        var others = keywords.Has("additionalProperties", out var additional) ? reader.Read(additional, keywords.Path("additionalProperties")) : null;
        if (named.Count == 0 && matched.Length == 0 && others is null) return;
        node.Rules.Add((run, place, value) =>
        {
            if (value is not JsonObject members) return null;
            foreach (var (name, member) in members)
            {
                run.Step();
                var here = place.Member(name);
                var isKnown = named.TryGetValue(name, out var schema);
                if (isKnown && run.Check(schema!, here, member) is { } fault) return fault;
                foreach (var (pattern, other) in matched)
                {
                    run.Step();
                    if (!pattern.IsMatch(name)) continue;
                    isKnown = true;
                    if (run.Check(other, here, member) is { } wrong) return wrong;
                }

                if (!isKnown && others is not null && run.Check(others, here, member) is { } unknown) return unknown;
            }

            return null;
        });
    }
}
