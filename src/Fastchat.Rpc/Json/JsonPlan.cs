using System.Collections.Concurrent;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Rpc.Json;

/// <summary>
/// How one message type is written to and read from shaped JSON: made once per type from its descriptor and the options
/// of <c>fastchat.json.v1</c>, then used for every message.
/// </summary>
internal abstract class JsonPlan
{
    private static readonly ConcurrentDictionary<MessageDescriptor, JsonPlan> Cache = new();

    /// <summary>The plan of a message type.</summary>
    public static JsonPlan For(MessageDescriptor type) => Cache.GetOrAdd(type, Make);

    /// <summary>Writes a message as one JSON value.</summary>
    public abstract void Write(Utf8JsonWriter json, IMessage message);

    /// <summary>Reads a message from the value the reader stands on.</summary>
    /// <exception cref="JsonShapeException">The value does not fit.</exception>
    public abstract IMessage Read(ref Utf8JsonReader json);

    /// <summary>Whether a value of this kind can be the message; tells the members of untagged unions apart.</summary>
    public abstract bool Takes(JsonTokenType token);

    private static JsonPlan Make(MessageDescriptor type)
    {
        if (type.File.Package == "google.protobuf") return WellKnownPlan.For(type);
        var shape = type.Shape();
        if (shape.BareList) return new BareListPlan(type);
        if (shape.Nullable) return new NullablePlan(type);

        // A message that is nothing but an untagged union is written as its member.
        return type.Oneofs is [{ IsSynthetic: false } only] && only.Shape().Untagged && only.Fields.Count == type.Fields.InDeclarationOrder().Count
            ? new UnionPlan(type, only)
            : new ObjectPlan(type);
    }
}
