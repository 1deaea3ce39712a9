using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>A oneof whose JSON is the member itself; members are told apart by the kind of the value.</summary>
internal sealed class UntaggedUnion(OneofDescriptor oneof)
{
    private readonly Dictionary<int, FieldWriter> _writers = oneof.Fields.ToDictionary(f => f.FieldNumber, FieldWriter.For);

    /// <summary>Writes the member that is set; false when none is.</summary>
    public bool TryWrite(Utf8JsonWriter json, IMessage message, JsonEncodedText? name)
    {
        if (oneof.Accessor.GetCaseFieldDescriptor(message) is not { } member) return false;
        if (name is not null) json.WritePropertyName(name.Value);
        _writers[member.FieldNumber].WriteValue(json, message);
        return true;
    }

    public bool Takes(JsonTokenType token) => oneof.Fields.Any(f => ScalarJson.Takes(f, token));

    public void Clear(IMessage message) => oneof.Accessor.Clear(message);

    public void Read(ref Utf8JsonReader json, IMessage message, IgnoredMembers ignored)
    {
        var token = json.TokenType;
        var member = oneof.Fields.FirstOrDefault(f => ScalarJson.Takes(f, token))
            ?? throw new JsonShapeException($"must be {Wanted()}, but is {ScalarJson.Shown(ref json)}");
        member.Accessor.SetValue(message, ScalarJson.Read(ref json, member, ignored));
    }

    private string Wanted() => string.Join(" or ", oneof.Fields.Select(f =>
        f.FieldType == FieldType.Message && f.MessageType.Shape().BareList ? "a list" : ScalarJson.Wanted(f)));
}
