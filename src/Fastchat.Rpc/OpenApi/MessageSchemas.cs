using System.Text.Json.Nodes;
using Fastchat.Rpc.Json;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.OpenApi;

/// <summary>
/// JSON Schemas (draft 2020-12) of messages as shaped JSON writes and reads them: case by case what <see cref="JsonPlan"/>
/// does. Messages and enums become components; their names are decided when all are known.
/// </summary>
internal sealed class MessageSchemas(ProtoComments comments)
{
    private readonly SchemaComponents _components = new();

    /// <summary>The components so far, and the names that references to them are to get.</summary>
    public SchemaComponents Components => _components;

    /// <summary>The schema of a field's value, with the field's comment.</summary>
    public JsonObject Field(FieldDescriptor field, SchemaSide side)
    {
        var schema = Value(field, side);
        if (field.Shape().ExplicitNull && !field.IsRepeated) schema = ScalarSchema.OrNull(schema);
        Describe(schema, comments.Of(field));
        if (field.GetOptions() is { Deprecated: true }) schema["deprecated"] = true;
        return schema;
    }

    /// <summary>The schema of a message.</summary>
    public JsonObject Message(MessageDescriptor type, SchemaSide side) => type.FullName switch
    {
        "google.protobuf.Struct" or "google.protobuf.Empty" => new() { ["type"] = "object" },
        "google.protobuf.Value" => [],
        "google.protobuf.ListValue" => new() { ["type"] = "array", ["items"] = new JsonObject() },
        "google.protobuf.Timestamp" => new() { ["type"] = "string", ["format"] = "date-time" },
        "google.protobuf.Duration" => new() { ["type"] = "string", ["pattern"] = @"^-?[0-9]+(\.[0-9]{1,9})?s$" },
        "google.protobuf.FieldMask" => ScalarSchema.Text(),
        _ when type.File.Name == "google/protobuf/wrappers.proto" => ScalarSchema.Of(type.FindFieldByNumber(1)),
        _ => _components.Reference(type.FullName, Name(type), type.File.Package, side, () => Described(Make(type, side), comments.Of(type))),
    };

    /// <summary>An object of a message's fields without some of them; those that the path states, say.</summary>
    public JsonObject Without(MessageDescriptor type, IReadOnlySet<FieldDescriptor> omitted, SchemaSide side) =>
        omitted.Count == 0 ? Message(type, side) : Described(Object(type, side, omitted), comments.Of(type));

    /// <summary>Adds a comment, where there is one.</summary>
    public static void Describe(JsonObject schema, string comment)
    {
        if (comment.Length > 0) schema["description"] = comment;
    }

    private static JsonObject Described(JsonObject schema, string comment)
    {
        Describe(schema, comment);
        return schema;
    }

    private static string Name(IDescriptor type) => (type.File.Package.Length == 0 ? type.FullName : type.FullName[(type.File.Package.Length + 1)..]).Replace(".", "", StringComparison.Ordinal);

    private JsonObject Value(FieldDescriptor field, SchemaSide side)
    {
        if (field.IsMap) return new() { ["type"] = "object", ["additionalProperties"] = Single(field.MessageType.FindFieldByNumber(2), side) };
        return field.IsRepeated ? new() { ["type"] = "array", ["items"] = Single(field, side) } : Single(field, side);
    }

    private JsonObject Single(FieldDescriptor field, SchemaSide side) => field.FieldType switch
    {
        FieldType.Message => Message(field.MessageType, side),
        FieldType.Enum => Enum(field.EnumType, side),
        _ => ScalarSchema.Of(field),
    };

    private JsonObject Enum(EnumDescriptor type, SchemaSide side) => _components.Reference(type.FullName, Name(type), type.File.Package, side, () =>
    {
        // The zero value says "not stated": callers may not say it, but among others of a list a reply may.
        var values = type.Values.Where(v => side == SchemaSide.Response || v.Number != 0).DistinctBy(v => v.Number).ToList();
        string Spelling(EnumValueDescriptor value) => EnumNames.For(type).Name(value.Number).ToString();
        var meanings = values.Where(v => comments.Of(v).Length > 0).Select(v => $"- `{Spelling(v)}`: {comments.Of(v)}");
        var schema = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. values.Select(v => JsonValue.Create(Spelling(v)))]) };
        return Described(schema, string.Join("\n\n", new[] { comments.Of(type), string.Join('\n', meanings) }.Where(t => t.Length > 0)));
    });

    private JsonObject Make(MessageDescriptor type, SchemaSide side)
    {
        var shape = type.Shape();
        if (shape.BareList) return Value(type.Fields.InDeclarationOrder().Single(), side);
        if (shape.Nullable) return ScalarSchema.OrNull(Value(type.Fields.InDeclarationOrder().Single(), side));
        if (type.Oneofs is [{ IsSynthetic: false } only] && only.Shape().Untagged && only.Fields.Count == type.Fields.InDeclarationOrder().Count)
            return side == SchemaSide.Response ? ScalarSchema.OrNull(Untagged(only, side)) : Untagged(only, side);
        return type.Oneofs.FirstOrDefault(o => o.Shape().Discriminator.Length > 0) is { } tagged ? Tagged(type, tagged, side) : Object(type, side, new HashSet<FieldDescriptor>());
    }

    private JsonObject Untagged(OneofDescriptor oneof, SchemaSide side) =>
        new() { ["anyOf"] = new JsonArray([.. oneof.Fields.Select(f => Field(f, side))]) };

    // One component per member, each whole in itself: the tag, the member's fields or the member, and what stands beside the union.
    private JsonObject Tagged(MessageDescriptor type, OneofDescriptor oneof, SchemaSide side)
    {
        var mapping = new JsonObject();
        var variants = new JsonArray();
        foreach (var member in oneof.Fields)
        {
            var name = Name(type) + string.Concat(member.Name.Split('_').Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
            var reference = _components.Reference(member.FullName, name, type.File.Package, side, () => Variant(type, oneof, member, side));
            mapping[member.Tag()] = reference["$ref"]!.GetValue<string>();
            variants.Add(reference);
        }

        // What may lack the tag may look like several: nothing then tells all of them apart.
        if (side == SchemaSide.Request && oneof.Shape().DefaultTag.Length > 0) return new() { ["anyOf"] = variants };
        return new() { ["oneOf"] = variants, ["discriminator"] = new JsonObject { ["propertyName"] = oneof.Shape().Discriminator, ["mapping"] = mapping } };
    }

    private JsonObject Variant(MessageDescriptor type, OneofDescriptor oneof, FieldDescriptor member, SchemaSide side)
    {
        var properties = new JsonObject { [oneof.Shape().Discriminator] = ScalarSchema.Const(member.Tag()) };
        var required = new List<string>();
        if (side == SchemaSide.Response || oneof.Shape().DefaultTag != member.Tag()) required.Add(oneof.Shape().Discriminator);
        var open = AddFields(type, side, new HashSet<FieldDescriptor>(), properties, required);
        if (oneof.Shape().Content is { Length: > 0 } content)
        {
            properties[content] = Field(member, side);
            if (side == SchemaSide.Response) required.Add(content);
        }
        else
        {
            open |= AddFields(member.MessageType, side, new HashSet<FieldDescriptor>(), properties, required);
        }

        return Described(Object(properties, required, open), comments.Of(member));
    }

    private JsonObject Object(MessageDescriptor type, SchemaSide side, IReadOnlySet<FieldDescriptor> omitted)
    {
        var properties = new JsonObject();
        var required = new List<string>();
        var open = AddFields(type, side, omitted, properties, required);
        return Object(properties, required, open);
    }

    private static JsonObject Object(JsonObject properties, List<string> required, bool open)
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) schema["required"] = new JsonArray([.. required.Select(r => JsonValue.Create(r))]);
        if (open) schema["additionalProperties"] = true;
        return schema;
    }

    /// <summary>Adds a message's fields but the members of its tagged union; whether unknown members are kept.</summary>
    private bool AddFields(MessageDescriptor type, SchemaSide side, IReadOnlySet<FieldDescriptor> omitted, JsonObject properties, List<string> required)
    {
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            var shape = field.Shape();
            if (field.IsBinary() || shape.Hidden || shape.Rest || omitted.Contains(field)) continue;
            var union = field.RealContainingOneof?.Shape();
            if (union is { Discriminator.Length: > 0 }) continue;
            if (union is { Untagged: true })
            {
                var oneof = field.RealContainingOneof!;
                if (!properties.ContainsKey(oneof.Name)) properties[oneof.Name] = Described(Untagged(oneof, side), comments.Of(oneof));
                continue;
            }

            properties[field.Name] = Field(field, side);
            if (side == SchemaSide.Response ? IsAlwaysWritten(field) : comments.IsRequired(field)) required.Add(field.Name);
        }

        return type.Shape().KeepUnknown;
    }

    private static bool IsAlwaysWritten(FieldDescriptor field)
    {
        if (field.IsRepeated) return !field.Shape().OmitEmpty;

        // The zero of an enum without presence says that nothing was stated, and is left out.
        return field.Shape().ExplicitNull || !(field.HasPresence || field.FieldType == FieldType.Enum);
    }
}
