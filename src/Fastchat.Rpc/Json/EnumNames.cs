using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>An enum's spellings in JSON: without its prefix, in lower case.</summary>
internal sealed class EnumNames
{
    private static readonly ConcurrentDictionary<EnumDescriptor, EnumNames> Cache = new();

    private readonly FrozenDictionary<string, int> _numbers;
    private readonly FrozenDictionary<int, JsonEncodedText> _names;
    private readonly string _allowed;

    private EnumNames(EnumDescriptor descriptor)
    {
        var prefix = descriptor.StripPrefix();
        string Spell(EnumValueDescriptor v) => (v.Name.StartsWith(prefix, StringComparison.Ordinal) ? v.Name[prefix.Length..] : v.Name).ToLowerInvariant();
        if (descriptor.Values.GroupBy(Spell).FirstOrDefault(g => g.DistinctBy(v => v.Number).Skip(1).Any()) is { } twice)
            throw new NotSupportedException($"{descriptor.FullName} has two values that are \"{twice.Key}\" in JSON.");
        _names = descriptor.Values.DistinctBy(v => v.Number).ToFrozenDictionary(v => v.Number, v => JsonEncodedText.Encode(Spell(v)));
        _numbers = descriptor.Values.DistinctBy(Spell).ToFrozenDictionary(Spell, v => v.Number);

        // The zero value says "not stated": what is written where it was stated all the same is read, but nobody is told to state it.
        _allowed = string.Join(", ", descriptor.Values.Where(v => v.Number != 0).Select(v => $"\"{Spell(v)}\""));
    }

    public static EnumNames For(EnumDescriptor descriptor) => Cache.GetOrAdd(descriptor, static d => new EnumNames(d));

    public JsonEncodedText Name(int number) =>
        _names.TryGetValue(number, out var name) ? name : JsonEncodedText.Encode(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <exception cref="JsonShapeException">The word is none of the enum's.</exception>
    public int Number(string? name) => name is not null && _numbers.TryGetValue(name, out var number)
        ? number
        : throw new JsonShapeException($"must be one of {_allowed}, but is \"{name}\"");
}
