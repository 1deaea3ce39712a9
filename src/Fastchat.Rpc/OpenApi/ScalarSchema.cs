using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.OpenApi;

/// <summary>Schemas of single values that are neither messages nor enums; names as in OpenAPI's format registry.</summary>
internal static class ScalarSchema
{
    public static JsonObject Of(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => Text(),
        FieldType.Bool => new() { ["type"] = "boolean" },
        FieldType.Bytes => new() { ["type"] = "string", ["contentEncoding"] = "base64" },
        FieldType.Double => new() { ["type"] = "number", ["format"] = "double" },
        FieldType.Float => new() { ["type"] = "number", ["format"] = "float" },
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Whole("int32", int.MinValue, int.MaxValue),
        FieldType.UInt32 or FieldType.Fixed32 => Whole("uint32", uint.MinValue, uint.MaxValue),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Whole("int64", long.MinValue, long.MaxValue),
        FieldType.UInt64 or FieldType.Fixed64 => Whole("uint64", ulong.MinValue, ulong.MaxValue),
        _ => throw new NotSupportedException($"{field.FullName} has a type without shaped JSON."),
    };

    /// <summary>Any text.</summary>
    public static JsonObject Text() => new() { ["type"] = "string" };

    /// <summary>The one text that a value may be.</summary>
    public static JsonObject Const(string text) => new() { ["type"] = "string", ["const"] = text };

    /// <summary>Bytes that are not JSON: a part or a whole body.</summary>
    public static JsonObject Bytes() => new() { ["type"] = "string", ["format"] = "binary" };

    /// <summary>The schema, or null.</summary>
    public static JsonObject OrNull(JsonObject schema)
    {
        // No type at all takes null already.
        if (schema.Count == 0) return schema;
        if (schema["type"] is not JsonValue type) return new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        schema["type"] = new JsonArray(type.GetValue<string>(), "null");
        return schema;
    }

    private static JsonObject Whole<T>(string format, T min, T max) =>
        new() { ["type"] = "integer", ["format"] = format, ["minimum"] = JsonValue.Create(min), ["maximum"] = JsonValue.Create(max) };
}
