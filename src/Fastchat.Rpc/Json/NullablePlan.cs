using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>A message with one field, written as its value, or as null when the field is absent.</summary>
internal sealed class NullablePlan(MessageDescriptor type) : JsonPlan
{
    private readonly FieldDescriptor _field = type.Fields.InDeclarationOrder().Single();
    private readonly FieldWriter _writer = FieldWriter.For(type.Fields.InDeclarationOrder().Single());

    public override bool Takes(JsonTokenType token) => token == JsonTokenType.Null || ScalarJson.Takes(_field, token);

    public override void Write(Utf8JsonWriter json, IMessage message) => _writer.WriteValue(json, message);

    public override IMessage Read(ref Utf8JsonReader json)
    {
        var message = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        if (json.TokenType != JsonTokenType.Null) _field.Accessor.SetValue(message, ScalarJson.Read(ref json, _field));
        return message;
    }
}
