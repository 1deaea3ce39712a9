using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>A message that is nothing but an untagged union: its JSON is the member.</summary>
internal sealed class UnionPlan(MessageDescriptor type, OneofDescriptor oneof) : JsonPlan
{
    private readonly UntaggedUnion _union = new(oneof);

    public override bool Takes(JsonTokenType token) => _union.Takes(token);

    public override void Write(Utf8JsonWriter json, IMessage message)
    {
        if (!_union.TryWrite(json, message, name: null)) json.WriteNullValue();
    }

    public override IMessage Read(ref Utf8JsonReader json, IgnoredMembers ignored)
    {
        var message = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        _union.Read(ref json, message, ignored);
        return message;
    }
}
