using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Fastchat.Rpc.Conformance;

/// <summary>YAML as JSON: plain scalars that look like numbers, booleans or null are such, everything else is text.</summary>
internal static partial class YamlJson
{
    /// <summary>Reads a file of one document.</summary>
    /// <exception cref="YamlException">It is no YAML, or a key stands twice.</exception>
    public static JsonNode Read(TextReader reader)
    {
        var yaml = new YamlStream();
        yaml.Load(reader);
        return Convert(yaml.Documents.Single().RootNode)!;
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value!),
        YamlScalarNode text => Expand(text.Value!),
        _ => throw new NotSupportedException($"{node.Start}: neither map, list nor scalar."),
    };

    private static JsonNode? Plain(string text) => text switch
    {
        "true" => true,
        "false" => false,
        "null" or "~" or "" => null,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => Expand(text),
    };

    // ${x*1000} is a thousand x: long texts would hide what a case is about.
    private static string Expand(string text) => Repeated().Replace(text, m => new string(m.Groups[1].Value[0], int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"\$\{(.)\*([0-9]+)\}")]
    private static partial Regex Repeated();
}
