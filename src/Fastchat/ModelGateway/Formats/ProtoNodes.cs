using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.ModelGateway.Formats;

/// <summary>Open JSON of the contracts as nodes.</summary>
internal static class ProtoNodes
{
    public static JsonObject Of(Struct value)
    {
        var result = new JsonObject();
        foreach (var (name, member) in value.Fields) result[name] = Of(member);
        return result;
    }

    private static JsonNode? Of(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.StructValue => Of(value.StructValue),
        Value.KindOneofCase.ListValue => new JsonArray([.. value.ListValue.Values.Select(Of)]),
        Value.KindOneofCase.StringValue => JsonValue.Create(value.StringValue),
        Value.KindOneofCase.NumberValue when double.IsFinite(value.NumberValue) => JsonValue.Create(value.NumberValue),
        Value.KindOneofCase.BoolValue => JsonValue.Create(value.BoolValue),
        _ => null,
    };
}
