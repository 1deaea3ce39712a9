using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>
/// Arguments of a tool. Written as YAML they become JSON, and variables are put into its strings; written as one string they
/// are passed on as that, JSON or not.
/// </summary>
internal sealed class ScriptJson
{
    private const int MostDepth = 32;
    private const int MostNodes = 10_000;

    private readonly Action<Utf8JsonWriter, IReadOnlyDictionary<string, string>>? _write;
    private readonly ScriptTemplate? _text;

    private ScriptJson(Action<Utf8JsonWriter, IReadOnlyDictionary<string, string>>? write, ScriptTemplate? text, IReadOnlyList<string> names)
    {
        _write = write;
        _text = text;
        Names = names;
    }

    /// <summary>No arguments.</summary>
    public static ScriptJson Empty { get; } = new(null, ScriptTemplate.Parse("{}"), []);

    /// <summary>The variables that it names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads arguments.</summary>
    /// <exception cref="FormatException">They are too deep or too many.</exception>
    public static ScriptJson Parse(YamlNode node)
    {
        if (node is YamlScalarNode { Style: not ScalarStyle.Plain } or YamlScalarNode { Value: not (null or "") })
        {
            var text = ScriptTemplate.Parse(((YamlScalarNode)node).Value ?? "");
            return new ScriptJson(null, text, [.. text.Names]);
        }

        var names = new List<string>();
        var nodes = 0;
        return new ScriptJson(Writer(node, names, 0, ref nodes), null, names);
    }

    /// <summary>The JSON with the variables' values.</summary>
    public string Fill(IReadOnlyDictionary<string, string> variables)
    {
        if (_text is not null) return _text.Fill(variables);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) _write!(json, variables);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Action<Utf8JsonWriter, IReadOnlyDictionary<string, string>> Writer(YamlNode node, List<string> names, int depth, ref int nodes)
    {
        // Aliases may hold themselves, or each other many times over.
        if (depth > MostDepth || ++nodes > MostNodes) throw new FormatException($"must be at most {MostDepth} deep and have at most {MostNodes} values");
        switch (node)
        {
            case YamlMappingNode map:
                var members = new List<(string Name, Action<Utf8JsonWriter, IReadOnlyDictionary<string, string>> Write)>();
                foreach (var (key, value) in map.Children) members.Add(((key as YamlScalarNode)?.Value ?? throw new FormatException("must have text as keys"), Writer(value, names, depth + 1, ref nodes)));
                return (json, variables) =>
                {
                    json.WriteStartObject();
                    foreach (var (name, write) in members)
                    {
                        json.WritePropertyName(name);
                        write(json, variables);
                    }

                    json.WriteEndObject();
                };
            case YamlSequenceNode list:
                var items = new List<Action<Utf8JsonWriter, IReadOnlyDictionary<string, string>>>();
                foreach (var item in list.Children) items.Add(Writer(item, names, depth + 1, ref nodes));
                return (json, variables) =>
                {
                    json.WriteStartArray();
                    foreach (var write in items) write(json, variables);
                    json.WriteEndArray();
                };
            default:
                return Scalar((YamlScalarNode)node, names);
        }
    }

    // The core schema of YAML 1.2: what is quoted is a string.
    private static Action<Utf8JsonWriter, IReadOnlyDictionary<string, string>> Scalar(YamlScalarNode scalar, List<string> names)
    {
        var value = scalar.Value ?? "";
        if (scalar.Style == ScalarStyle.Plain)
        {
            if (value is "" or "~" or "null") return (json, _) => json.WriteNullValue();
            if (value is "true" or "false") return (json, _) => json.WriteBooleanValue(value == "true");
            if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return (json, _) => json.WriteNumberValue(whole);
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return (json, _) => json.WriteNumberValue(number);
        }

        var text = ScriptTemplate.Parse(value);
        names.AddRange(text.Names);
        return (json, variables) => json.WriteStringValue(text.Fill(variables));
    }
}
