using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Rpc.Json;

/// <summary>What generated messages are made of.</summary>
internal static class Generated
{
    /// <summary>Unicode text: what Protobuf and JSON can hold. Lone surrogates, which FsCheck makes too, are replaced on the way.</summary>
    public static Gen<string> Texts { get; } = ArbMap.Default.GeneratorFor<UnicodeString>().Select(s => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(s.Get ?? "")));

    /// <summary>Finite numbers.</summary>
    public static Gen<double> Doubles { get; } = ArbMap.Default.GeneratorFor<NormalFloat>().Select(f => f.Get);

    public static Gen<ByteString> Bytes { get; } = ArbMap.Default.GeneratorFor<byte[]>().Select(b => ByteString.CopyFrom(b ?? []));

    /// <summary>Open JSON, nested at most so deep.</summary>
    public static Gen<Value> Values(int depth)
    {
        var leaf = Gen.OneOf(Texts.Select(Value.ForString), Doubles.Select(Value.ForNumber), ArbMap.Default.GeneratorFor<bool>().Select(Value.ForBool), Gen.Constant(Value.ForNull()));
        if (depth == 0) return leaf;
        return Gen.OneOf(
            leaf,
            Gen.ListOf(Values(depth - 1), 3).Select(values => Value.ForList([.. values])),
            Gen.ListOf(Texts.Zip(Values(depth - 1)), 3).Select(members => Value.ForStruct(new Struct { Fields = { Distinct(members) } })));
    }

    /// <summary>A map; of two values with one key the last counts.</summary>
    public static MapField<string, T> Distinct<T>(IEnumerable<(string Key, T Value)> members)
    {
        var map = new MapField<string, T>();
        foreach (var (key, value) in members) map[key] = value;
        return map;
    }
}
