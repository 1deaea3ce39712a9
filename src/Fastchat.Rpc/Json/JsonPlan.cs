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

    /// <summary>Makes the plans of a type and of all that it holds: a shape that cannot be is found at start, not by a caller.</summary>
    /// <exception cref="NotSupportedException">A message, field or enum has no shaped JSON.</exception>
    public static void Prepare(MessageDescriptor type) => Prepare(type, []);

    /// <summary>Writes a message as one JSON value.</summary>
    public abstract void Write(Utf8JsonWriter json, IMessage message);

    /// <summary>Reads a message from the value the reader stands on.</summary>
    /// <exception cref="JsonShapeException">The value does not fit.</exception>
    public abstract IMessage Read(ref Utf8JsonReader json, IgnoredMembers ignored);

    /// <summary>Whether a value of this kind can be the message; tells the members of untagged unions apart.</summary>
    public abstract bool Takes(JsonTokenType token);

    private static void Prepare(MessageDescriptor type, HashSet<MessageDescriptor> seen)
    {
        if (!seen.Add(type)) return;
        For(type);
        if (type.File.Package == "google.protobuf") return;
        foreach (var field in type.Fields.InDeclarationOrder().Where(f => !f.Shape().Hidden && !f.IsBinary()))
        {
            var value = field.IsMap ? field.MessageType.FindFieldByNumber(2) : field;
            if (value.FieldType == FieldType.Message) Prepare(value.MessageType, seen);
        }
    }

    /// <summary>Whether messages of the type are written as objects.</summary>
    public static bool IsObject(MessageDescriptor type) => type.File.Package == "google.protobuf"
        ? type.FullName == "google.protobuf.Empty"
        : type.Shape() is { BareList: false, Nullable: false } && !IsUnion(type);

    private static JsonPlan Make(MessageDescriptor type)
    {
        if (type.File.Package == "google.protobuf") return WellKnownPlan.For(type);
        if (type.Shape().BareList) return new BareListPlan(type, Only(type, f => f is { IsRepeated: true, IsMap: false }, "bare_list needs one repeated field"));
        if (type.Shape().Nullable) return new NullablePlan(type, Only(type, f => !f.IsRepeated, "nullable needs one single field"));

        // A message that is nothing but an untagged union is written as its member.
        return IsUnion(type) ? new UnionPlan(type, type.Oneofs[0]) : new ObjectPlan(type);
    }

    private static bool IsUnion(MessageDescriptor type) =>
        type.Oneofs is [{ IsSynthetic: false } only] && only.Shape().Untagged && only.Fields.Count == type.Fields.InDeclarationOrder().Count;

    private static FieldDescriptor Only(MessageDescriptor type, Func<FieldDescriptor, bool> fits, string rule) =>
        type.Fields.InDeclarationOrder() is [var only] && fits(only) ? only : throw new NotSupportedException($"{type.FullName}: {rule}");
}
