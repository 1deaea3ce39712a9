using System.Text.Json.Nodes;
using Fastchat.Rpc.Json;
using Fastchat.Rpc.Rest;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.OpenApi;

/// <summary>What an operation takes: parameters of the path and the query, and a body.</summary>
internal sealed class RequestSchemas(MessageSchemas schemas, ProtoComments comments)
{
    /// <summary>The parameters; those of the path are named as <paramref name="path"/> names them.</summary>
    public IEnumerable<JsonObject> Parameters(RestBinding binding, OpenApiPath path) => Path(binding, path).Concat(Query(binding)).Concat(Header(binding));

    /// <summary>The body; null when the operation takes none.</summary>
    public JsonObject? Body(RestBinding binding)
    {
        var (mediaType, schema) = Content(binding);
        if (schema is null) return null;
        var required = binding.Multipart is not null || BodyType(binding)?.Fields.InDeclarationOrder().Any(comments.IsRequired) == true;
        return new() { ["required"] = required, ["content"] = new JsonObject { [mediaType] = new JsonObject { ["schema"] = schema } } };
    }

    private static MessageDescriptor? BodyType(RestBinding binding)
    {
        if (binding.BodyField is not { } field) return binding.Method.Descriptor.InputType;
        return field.FieldType == FieldType.Message && !field.IsRepeated ? field.MessageType : null;
    }

    private static bool HoldsFields(FieldDescriptor field) =>
        field is { FieldType: FieldType.Message, IsRepeated: false } && field.MessageType.File.Package != "google.protobuf";

    private (string MediaType, JsonObject? Schema) Content(RestBinding binding)
    {
        // What the path states is not looked for in the body.
        var stated = binding.Variables.Where(v => !v.Field.IsNested).Select(v => v.Field.Leaf).ToHashSet();
        if (binding.Multipart is not null) return ("multipart/form-data", Form(binding.Method.Descriptor.InputType, stated));
        if (!binding.HasBody) return ("", null);
        if (binding.BodyField is { } field) return ("application/json", schemas.Field(field, SchemaSide.Request));
        return ("application/json", schemas.Without(binding.Method.Descriptor.InputType, stated, SchemaSide.Request));
    }

    private IEnumerable<JsonObject> Path(RestBinding binding, OpenApiPath path)
    {
        foreach (var (segment, name) in OpenApiPath.Wildcards(binding.Template).Zip(path.Parameters))
        {
            var variable = OpenApiPath.VariableAt(binding.Template, segment);
            var field = variable is { } captured ? FieldPath.Find(binding.Method.Descriptor.InputType, captured.Field)!.Leaf : null;
            var whole = variable is { Count: 1 } && field is not null;
            var parameter = new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true };
            var takesSlashes = binding.Template.Segments[segment] == PathTemplate.Rest;
            var note = takesSlashes ? "Takes all that is left of the path, slashes included." : "";
            MessageSchemas.Describe(parameter, string.Join(' ', new[] { field is null ? "" : comments.Of(field), note }.Where(t => t.Length > 0)));
            if (takesSlashes) parameter["x-takes-slashes"] = true;
            parameter["schema"] = whole ? Bare(field!) : ScalarSchema.Text();
            yield return parameter;
        }
    }

    private IEnumerable<JsonObject> Query(RestBinding binding)
    {
        // With the whole request as its body an operation looks at no query.
        if (binding.HasBody && binding.BodyField is null) return [];
        var bound = binding.Variables.Select(v => v.Variable.Field).ToHashSet();
        var request = binding.Method.Descriptor.InputType;
        var entries = request.Fields.InDeclarationOrder().Where(f => FieldPath.HasTextEntries(f) && !f.Shape().Hidden).Select(f => (f.Name, Field: f));
        return Fields(request, "", ".", "", []).Concat(entries)
            .Where(f => !bound.Contains(f.Name) && f.Name.Split('.')[0] != binding.BodyField?.Name)
            .Select(f => Parameter(f.Name, f.Field));
    }

    private IEnumerable<JsonObject> Header(RestBinding binding)
    {
        foreach (var (header, field) in binding.Headers)
        {
            var parameter = new JsonObject { ["name"] = header, ["in"] = "header" };
            MessageSchemas.Describe(parameter, $"States `{field.Leaf.Name}` when the request does not.");
            parameter["schema"] = Bare(field.Leaf);
            yield return parameter;
        }
    }

    private JsonObject Parameter(string name, FieldDescriptor field)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = "query" };
        MessageSchemas.Describe(parameter, comments.Of(field));
        if (!name.Contains('.') && comments.IsRequired(field)) parameter["required"] = true;
        if (field.GetOptions() is { Deprecated: true }) parameter["deprecated"] = true;
        if (field.IsMap) (parameter["style"], parameter["explode"]) = ("deepObject", true);
        parameter["schema"] = Bare(field);
        return parameter;
    }

    private JsonObject Bare(FieldDescriptor field)
    {
        var schema = schemas.Field(field, SchemaSide.Request);
        schema.Remove("description");
        schema.Remove("deprecated");
        return schema;
    }

    /// <summary>The fields that one text each can state, those of messages inside included; a message in itself is left out.</summary>
    private static IEnumerable<(string Name, FieldDescriptor Field)> Fields(MessageDescriptor type, string before, string open, string close, HashSet<MessageDescriptor> around)
    {
        if (!around.Add(type)) yield break;
        foreach (var field in type.Fields.InDeclarationOrder().Where(f => !f.Shape().Hidden && !f.IsBinary() && !f.IsMap))
        {
            var name = before.Length == 0 ? field.Name : before + open + field.Name + close;
            if (FieldPath.HasText(field)) yield return (name, field);
            else if (HoldsFields(field))
            {
                foreach (var inner in Fields(field.MessageType, name, open, close, around)) yield return inner;
            }
        }

        around.Remove(type);
    }

    // The members of a oneof are the frames of the stream: to a form their fields are one set.
    private JsonObject Form(MessageDescriptor type, HashSet<FieldDescriptor> stated)
    {
        var properties = new JsonObject();
        var required = new List<string>();
        foreach (var field in Frames(type).Where(f => !stated.Contains(f)))
        {
            if (field.Shape().Part is { Role: Contracts.Json.V1.BinaryRole.Unspecified } part)
            {
                properties[part.Name] = ScalarSchema.Bytes();
                MessageSchemas.Describe(properties[part.Name]!.AsObject(), comments.Of(field));
                required.Add(part.Name);
                continue;
            }

            if (field.IsBinary() || field.Shape().Hidden || field.IsMap) continue;
            var texts = HoldsFields(field) ? Fields(field.MessageType, field.Name, "[", "]", []) : FieldPath.HasText(field) ? [(field.Name, field)] : [];
            foreach (var (name, inner) in texts) properties[name] = schemas.Field(inner, SchemaSide.Request);
            if (comments.IsRequired(field)) required.Add(field.Name);
        }

        return new() { ["type"] = "object", ["properties"] = properties, ["required"] = new JsonArray([.. required.Select(r => JsonValue.Create(r))]) };
    }

    private static IEnumerable<FieldDescriptor> Frames(MessageDescriptor type) => type.Fields.InDeclarationOrder().SelectMany(f =>
        f.RealContainingOneof is not null && f.FieldType == FieldType.Message ? f.MessageType.Fields.InDeclarationOrder() : [f]);
}
