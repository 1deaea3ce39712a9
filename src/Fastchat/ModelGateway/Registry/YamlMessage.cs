using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using ProtoValue = Google.Protobuf.WellKnownTypes.Value;

namespace Fastchat.ModelGateway.Registry;

/// <summary>
/// Reads messages of the contract from YAML: the same names and values as in JSON. What is wrong is collected with its path,
/// and where each path stands is remembered, so that later checks can say the line too.
/// </summary>
internal sealed class YamlMessage(RegistryMistakes mistakes)
{
    private const int Deepest = 16;

    private readonly Dictionary<string, long> _lines = new(StringComparer.Ordinal);

    /// <summary>The line on which a path stands, or the nearest that leads to it; from 1.</summary>
    public long LineOf(string path)
    {
        while (path.Length > 0)
        {
            if (_lines.TryGetValue(path, out var line)) return line;
            path = path[..Math.Max(path.LastIndexOfAny(['.', '[']), 0)];
        }

        return 1;
    }

    /// <summary>Notes where something stands.</summary>
    public void Note(string path, YamlNode node) => _lines[path] = node.Start.Line;

    /// <summary>Reads a message; null for what is no mapping.</summary>
    public IMessage? Read(string path, YamlNode node, MessageDescriptor type) => Mapping(path, node) is { } mapping ? Read(path, mapping, type) : null;

    /// <summary>A node as a mapping; null, and a mistake, for another.</summary>
    public YamlMappingNode? Mapping(string path, YamlNode node)
    {
        Note(path, node);
        if (node is YamlMappingNode mapping) return mapping;
        mistakes.Add(path, "must be a mapping.");
        return null;
    }

    /// <summary>A node as text; null, and a mistake, for another.</summary>
    public string? Text(string path, YamlNode node)
    {
        Note(path, node);
        if (node is YamlScalarNode { Value: { } text }) return text;
        mistakes.Add(path, "must be text.");
        return null;
    }

    private IMessage Read(string path, YamlMappingNode mapping, MessageDescriptor type)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            var at = $"{path}.{name}";
            Note(at, key);
            if (type.FindFieldByName(name) is not { } field) mistakes.Add(at, $"is not known; there are {string.Join(", ", type.Fields.InDeclarationOrder().Select(f => f.Name))}.");
            else if (!IsNull(value)) Set(at, message, field, value);
        }

        return message;
    }

    private void Set(string path, IMessage message, FieldDescriptor field, YamlNode node)
    {
        if (field.IsMap)
        {
            var map = (IDictionary<string, string>)field.Accessor.GetValue(message);
            if (Mapping(path, node) is not { } mapping) return;
            foreach (var (key, value) in mapping.Children)
            {
                if (Text($"{path}.{key}", key) is { } name && Text($"{path}.{key}", value) is { } text) map[name] = text;
            }
        }
        else if (field.IsRepeated)
        {
            if (node is not YamlSequenceNode items) mistakes.Add(path, "must be a list.");
            else for (var i = 0; i < items.Children.Count; i++) if (Value($"{path}[{i}]", field, items.Children[i]) is { } item) ((System.Collections.IList)field.Accessor.GetValue(message)).Add(item);
        }
        else if (Value(path, field, node) is { } value)
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private object? Value(string path, FieldDescriptor field, YamlNode node)
    {
        Note(path, node);
        if (field.FieldType != FieldType.Message) return Text(path, node) is { } text ? Scalar(path, field, text) : null;
        if (field.MessageType == Struct.Descriptor) return Mapping(path, node) is { } mapping ? ToStruct(path, mapping, 0) : null;
        if (field.MessageType == Duration.Descriptor) return Text(path, node) is { } time ? Time(path, time) : null;
        return Read(path, node, field.MessageType);
    }

    private object? Scalar(string path, FieldDescriptor field, string text)
    {
        switch (field.FieldType)
        {
            case FieldType.String:
                return text;
            case FieldType.Bool:
                if (text is "true" or "false") return text == "true";
                mistakes.Add(path, $"must be true or false, but is '{text}'.");
                return null;
            case FieldType.Int32:
                if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
                mistakes.Add(path, $"must be a whole number, but is '{text}'.");
                return null;
            case FieldType.Double:
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
                mistakes.Add(path, $"must be a number, but is '{text}'.");
                return null;
            case FieldType.Enum:
                return Choice(path, field.EnumType, text);
            default:
                throw new NotSupportedException($"{field.FullName} cannot be read from YAML.");
        }
    }

    private object? Choice(string path, EnumDescriptor type, string text)
    {
        var prefix = Prefix(type.Name);
        if (type.FindValueByName(prefix + text.ToUpperInvariant()) is { Number: > 0 } value && text == text.ToLowerInvariant()) return System.Enum.ToObject(type.ClrType, value.Number);
        mistakes.Add(path, $"must be {string.Join(", ", type.Values.Where(v => v.Number > 0).Select(v => v.Name[prefix.Length..].ToLowerInvariant()))}, but is '{text}'.");
        return null;
    }

    // TargetChoice has TARGET_CHOICE_WEIGHTED: the contracts are held to it.
    private static string Prefix(string name)
    {
        var prefix = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && prefix.Length > 0) prefix.Append('_');
            prefix.Append(char.ToUpperInvariant(c));
        }

        return prefix.Append('_').ToString();
    }

    private Duration? Time(string path, string text)
    {
        if (text is [.. var number, 's'] && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1_000_000_000)
            return Duration.FromTimeSpan(TimeSpan.FromMilliseconds((double)seconds * 1000));
        mistakes.Add(path, $"must be seconds as in 1.5s, but is '{text}'.");
        return null;
    }

    private Struct ToStruct(string path, YamlMappingNode mapping, int depth)
    {
        var result = new Struct();
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            result.Fields[name] = ToValue($"{path}.{name}", value, depth + 1);
        }

        return result;
    }

    private ProtoValue ToValue(string path, YamlNode node, int depth)
    {
        Note(path, node);
        if (depth > Deepest)
        {
            mistakes.Add(path, $"must not nest deeper than {Deepest}.");
            return ProtoValue.ForNull();
        }

        return node switch
        {
            YamlMappingNode mapping => ProtoValue.ForStruct(ToStruct(path, mapping, depth)),
            YamlSequenceNode items => ProtoValue.ForList([.. items.Children.Select((item, i) => ToValue($"{path}[{i}]", item, depth + 1))]),
            YamlScalarNode { Style: not ScalarStyle.Plain, Value: { } quoted } => ProtoValue.ForString(quoted),
            _ when IsNull(node) => ProtoValue.ForNull(),
            YamlScalarNode { Value: "true" or "false" } flag => ProtoValue.ForBool(flag.Value == "true"),
            YamlScalarNode { Value: { } text } => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? ProtoValue.ForNumber(number)
                : ProtoValue.ForString(text),
            _ => ProtoValue.ForNull(),
        };
    }

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };
}
