using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>A message with one field, written as its value, or as null when the field is absent.</summary>
internal sealed class NullablePlan(MessageDescriptor type, FieldDescriptor field) : JsonPlan
{
    private readonly FieldWriter _writer = FieldWriter.For(field);

    public override bool Takes(JsonTokenType token) => token == JsonTokenType.Null || ScalarJson.Takes(field, token);

    public override void Write(Utf8JsonWriter json, IMessage message) => _writer.WriteValue(json, message);

    public override IMessage Read(ref Utf8JsonReader json, IgnoredMembers ignored)
    {
        var message = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        if (json.TokenType != JsonTokenType.Null) field.Accessor.SetValue(message, ScalarJson.Read(ref json, field, ignored));
        return message;
    }
}
