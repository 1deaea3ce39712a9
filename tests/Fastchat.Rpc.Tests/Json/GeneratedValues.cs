using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Rpc.Json;

/// <summary>What generated messages are made of: any values, and often those at a border.</summary>
internal static class GeneratedValues
{
    /// <summary>Unicode text. Lone surrogates, which FsCheck makes too and Protobuf cannot hold, are replaced.</summary>
    public static Gen<string> Texts { get; } = Gen.OneOf(
        ArbMap.Default.GeneratorFor<UnicodeString>().Select(s => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(s.Get ?? ""))),
        Gen.Elements("", " ", "null", "\0\u0001\u001f\u007f\u0085", "\"\\/\b\f\n\r\t", "\u2028\u2029\ufeff\ufffe\uffff", "ä𝄞😀👩‍👩‍👧\U0010ffff", "<script>&'+", "2026-01-31T12:00:00Z", "NaN"));

    /// <summary>Finite numbers.</summary>
    public static Gen<double> Doubles { get; } = Gen.OneOf(
        ArbMap.Default.GeneratorFor<NormalFloat>().Select(f => f.Get),
        Gen.Elements(0, -0.0, 0.1, 1e21, -1e-7, double.MaxValue, double.MinValue, double.Epsilon, 9007199254740991, 9007199254740992, 9007199254740994, -9007199254740993, 1e15, 123456789012345680));

    /// <summary>Open JSON, nested at most so deep, with members of these names.</summary>
    public static Gen<Value> Open(int depth, Gen<string> names)
    {
        var leaf = Gen.OneOf(Texts.Select(Value.ForString), Doubles.Select(Value.ForNumber), ArbMap.Default.GeneratorFor<bool>().Select(Value.ForBool), Gen.Constant(Value.ForNull()));
        return depth == 0 ? leaf : Gen.OneOf(leaf, Lists(depth, names).Select(list => new Value { ListValue = list }), Structs(depth, names).Select(Value.ForStruct));
    }

    /// <summary>Values of a scalar type.</summary>
    public static Gen<object> Scalar(FieldType type) => type switch
    {
        FieldType.String => Boxed(Texts),
        FieldType.Bool => Boxed(ArbMap.Default.GeneratorFor<bool>()),
        FieldType.Bytes => Boxed(ArbMap.Default.GeneratorFor<byte[]>().Select(b => ByteString.CopyFrom(b ?? []))),
        FieldType.Double => Boxed(Doubles),
        FieldType.Float => Boxed(Gen.OneOf(Doubles.Select(d => (float)d).Where(float.IsFinite), Gen.Elements(0, -0f, 0.1f, float.MaxValue, float.Epsilon, 16777216, 16777217))),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Boxed(Gen.OneOf(ArbMap.Default.GeneratorFor<int>(), Gen.Elements(int.MinValue, -1, 0, int.MaxValue))),
        FieldType.UInt32 or FieldType.Fixed32 => Boxed(Gen.OneOf(ArbMap.Default.GeneratorFor<uint>(), Gen.Elements(0u, uint.MaxValue))),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 =>
            Boxed(Gen.OneOf(ArbMap.Default.GeneratorFor<DoNotSize<long>>().Select(n => n.Item), Gen.Elements(long.MinValue, -9007199254740993, 0, 9007199254740993, long.MaxValue))),
        FieldType.UInt64 or FieldType.Fixed64 => Boxed(Gen.OneOf(ArbMap.Default.GeneratorFor<DoNotSize<ulong>>().Select(n => n.Item), Gen.Elements(0ul, ulong.MaxValue))),
        _ => throw new NotSupportedException(type.ToString()),
    };

    /// <summary>Values of a message type that has JSON of its own, members of these names; null for any other.</summary>
    public static Gen<object>? WellKnown(MessageDescriptor type, Gen<string> names) => type.FullName switch
    {
        "google.protobuf.Value" => Boxed(Open(2, names)),
        "google.protobuf.Struct" => Boxed(Structs(2, names)),
        "google.protobuf.ListValue" => Boxed(Lists(2, names)),
        "google.protobuf.Empty" => Boxed(Gen.Constant(new Empty())),
        "google.protobuf.FieldMask" => Boxed(Gen.ListOf(Gen.Elements("name", "config.model", "a.b.c")).Select(paths => new FieldMask { Paths = { paths } })),
        "google.protobuf.Timestamp" => Boxed(
            from seconds in Gen.OneOf(ArbMap.Default.GeneratorFor<int>().Select(n => (long)n), Gen.Elements(-62135596800, -1, 0, 253402300799))
            from nanos in Nanos
            select new Timestamp { Seconds = seconds, Nanos = nanos }),
        "google.protobuf.Duration" => Boxed(
            from seconds in Gen.OneOf(ArbMap.Default.GeneratorFor<NonNegativeInt>().Select(n => (long)n.Get), Gen.Elements(0, 1, Duration.MaxSeconds - 1))
            from nanos in Nanos
            from sign in Gen.Elements(-1, 1)
            select new Duration { Seconds = sign * seconds, Nanos = sign * nanos }),
        _ => type.File.Name == "google/protobuf/wrappers.proto" ? Scalar(type.FindFieldByNumber(1).FieldType) : null,
    };

    private static Gen<int> Nanos => Gen.OneOf(Gen.Choose(0, 999_999_999), Gen.Choose(0, 999).Select(n => n * 1_000_000), Gen.Choose(0, 999_999).Select(n => n * 1000), Gen.Elements(0, 1, 100, 999_999_999));

    private static Gen<ListValue> Lists(int depth, Gen<string> names) => Gen.ListOf(Open(depth - 1, names), 3).Select(values => new ListValue { Values = { values } });

    private static Gen<Struct> Structs(int depth, Gen<string> names) => Gen.ListOf(names.Zip(Open(depth - 1, names)), 3).Select(members =>
    {
        var result = new Struct();
        foreach (var (name, value) in members) result.Fields[name] = value;
        return result;
    });

    private static Gen<object> Boxed<T>(Gen<T> values) => values.Select(v => (object)v!);
}
