using System.Collections;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>A message with one repeated field, written as that list.</summary>
internal sealed class BareListPlan(MessageDescriptor type, FieldDescriptor field) : JsonPlan
{
    private readonly FieldWriter _writer = FieldWriter.For(field);

    public override bool Takes(JsonTokenType token) => token == JsonTokenType.StartArray;

    public override void Write(Utf8JsonWriter json, IMessage message) => _writer.WriteValue(json, message);

    public override IMessage Read(ref Utf8JsonReader json, IgnoredMembers ignored)
    {
        var message = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        FieldReader.ReadList(ref json, (IList)field.Accessor.GetValue(message), field, ignored);
        return message;
    }
}
