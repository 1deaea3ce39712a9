using System.Collections;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>
/// Messages of any type, made up from its descriptor: every field, every member of a oneof, every value of an enum.
/// It leaves out what cannot come back: for shaped JSON by the rules of <see cref="IsShapeless"/> and <see cref="IsAlwaysSet(FieldDescriptor)"/>,
/// for proto3 JSON what Google.Protobuf's formatter does not write (a member without name) or takes for absent (-0).
/// </summary>
internal sealed class GeneratedMessages(bool shaped)
{
    private const int MaxDepth = 3;

    private readonly Gen<string> _names = shaped ? GeneratedValues.Texts : GeneratedValues.Texts.Where(t => t.Length > 0);

    /// <summary>The messages of a type.</summary>
    public Gen<IMessage> Of(MessageDescriptor type) => Of(type, MaxDepth);

    /// <summary>Fields that shaped JSON never holds: for gRPC callers only, or the bytes of a part.</summary>
    public static bool IsShapeless(FieldDescriptor field) => field.Shape().Hidden || field.IsBinary();

    // Absent, these are written as null or as nothing, and read back as another thing or not at all: the union that is a whole
    // message, a tagged union (its tag is required), a nullable message, and a Value that is null when absent.
    private static bool IsAlwaysSet(FieldDescriptor field) =>
        field.ContainingType.Shape().Nullable || (field.Shape().ExplicitNull && field.FieldType == FieldType.Message && field.MessageType.FullName == "google.protobuf.Value");

    private static bool IsAlwaysSet(OneofDescriptor oneof) => oneof.Shape().Discriminator.Length > 0 || !JsonPlan.IsObject(oneof.ContainingType);

    private Gen<IMessage> Of(MessageDescriptor type, int depth)
    {
        var setters = type.Fields.InDeclarationOrder().Where(f => f.RealContainingOneof is null).Select(f => Setter(f, depth))
            .Concat(type.Oneofs.Where(o => !o.IsSynthetic).Select(o => Setter(o, depth)));
        return setters
            .Aggregate(Gen.Constant<Action<IMessage>>(_ => { }), (all, one) => all.SelectMany(a => one.Select(o => a + o)))
            .Select(set =>
            {
                var message = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
                set(message);
                return message;
            });
    }

    private Gen<Action<IMessage>> Setter(OneofDescriptor oneof, int depth)
    {
        var members = oneof.Fields.Where(f => !shaped || !IsShapeless(f)).Select(f => Single(f, depth)).ToList();
        if (members.Count == 0) return Nothing;
        return shaped && IsAlwaysSet(oneof) ? Gen.OneOf(members) : Gen.OneOf(members.Append(Nothing));
    }

    private Gen<Action<IMessage>> Setter(FieldDescriptor field, int depth)
    {
        if (shaped && IsShapeless(field)) return Nothing;
        if (field.IsMap) return Map(field, depth);
        if (field.IsRepeated) return List(field, depth);
        if (shaped && field.Shape().Rest) return Gen.OneOf(Nothing, Rest(field));
        if (!field.HasPresence || (shaped && IsAlwaysSet(field))) return Single(field, depth);
        return depth > 0 || field.FieldType != FieldType.Message ? Gen.OneOf(Nothing, Single(field, depth)) : Nothing;
    }

    private Gen<Action<IMessage>> Single(FieldDescriptor field, int depth) =>
        Value(field, depth).Select<object, Action<IMessage>>(value => message => field.Accessor.SetValue(message, value));

    private Gen<Action<IMessage>> List(FieldDescriptor field, int depth) => depth <= 0 ? Nothing :
        Gen.ListOf(Value(field, depth - 1), 3).Select<List<object>, Action<IMessage>>(values => message =>
        {
            var list = (IList)field.Accessor.GetValue(message);
            foreach (var value in values) list.Add(value);
        });

    private Gen<Action<IMessage>> Map(FieldDescriptor field, int depth) => depth <= 0 ? Nothing :
        Gen.ListOf(GeneratedValues.Texts.Zip(Value(field.MessageType.FindFieldByNumber(2), depth - 1)), 3).Select<List<(string Key, object Value)>, Action<IMessage>>(members => message =>
        {
            var map = (IDictionary)field.Accessor.GetValue(message);
            foreach (var (key, value) in members) map[key] = value;
        });

    // What is unknown has a name that no field has; an empty rest is the same JSON as none.
    private static Gen<Action<IMessage>> Rest(FieldDescriptor field) =>
        GeneratedValues.Texts.Zip(GeneratedValues.Open(2, GeneratedValues.Texts)).Select<(string Name, Google.Protobuf.WellKnownTypes.Value Value), Action<IMessage>>(member => message =>
            field.Accessor.SetValue(message, new Google.Protobuf.WellKnownTypes.Struct { Fields = { ["?" + member.Name] = member.Value } }));

    private Gen<object> Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Message => GeneratedValues.WellKnown(field.MessageType, _names) ?? Of(field.MessageType, depth - 1).Select(m => (object)m),
        FieldType.Enum => Gen.Elements(field.EnumType.Values.Select(v => System.Enum.ToObject(field.EnumType.ClrType, v.Number))),
        _ when shaped => GeneratedValues.Scalar(field.FieldType),
        // Adding zero makes zero of -0 and leaves all else.
        _ => GeneratedValues.Scalar(field.FieldType).Select(v => v switch { double d => d + 0.0, float f => f + 0f, _ => v }),
    };

    private static Gen<Action<IMessage>> Nothing => Gen.Constant<Action<IMessage>>(_ => { });
}
