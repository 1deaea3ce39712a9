using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>A mapping of a script's YAML: it is asked for its entries, and what nobody asked for is a mistake.</summary>
/// <param name="file">The file, for mistakes.</param>
/// <param name="node">The mapping.</param>
/// <param name="mistakes">Where mistakes go.</param>
internal sealed class ScriptNode(string file, YamlMappingNode node, List<ScriptMistake> mistakes)
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(10);

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Where it begins.</summary>
    public YamlNode Node => node;

    /// <summary>An entry; null when there is none.</summary>
    public YamlNode? Find(string name)
    {
        _known.Add(name);
        return node.Children.FirstOrDefault(c => c.Key is YamlScalarNode key && key.Value == name).Value;
    }

    /// <summary>A text; null when there is none.</summary>
    public string? Text(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value is YamlScalarNode { Value: { } text }) return text;
        Mistake(value, $"{name} must be text.");
        return null;
    }

    /// <summary>A whole number; null when there is none.</summary>
    public int? Number(string name, int least)
    {
        if (Find(name) is not { } value) return null;
        if (value is YamlScalarNode { Value: { } text } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least) return number;
        Mistake(value, $"{name} must be a whole number, {least} or more.");
        return null;
    }

    /// <summary>A time such as 200ms, 2s or 1m; null when there is none.</summary>
    public TimeSpan? Time(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value is YamlScalarNode { Value: { } text } && TryTime(text, out var time) && time <= LongestTime) return time;
        Mistake(value, $"{name} must be a time such as 200ms, 2s or 1m, at most 10m.");
        return null;
    }

    /// <summary>A list of mappings; empty when there is none.</summary>
    public IReadOnlyList<ScriptNode> List(string name)
    {
        if (Find(name) is not { } value) return [];
        if (value is not YamlSequenceNode list)
        {
            Mistake(value, $"{name} must be a list.");
            return [];
        }

        var items = new List<ScriptNode>();
        foreach (var item in list.Children)
        {
            if (item is YamlMappingNode map) items.Add(new ScriptNode(file, map, mistakes));
            else Mistake(item, $"Each of {name} must have names and values.");
        }

        return items;
    }

    /// <summary>A mapping; null when there is none.</summary>
    public ScriptNode? Map(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value is YamlMappingNode map) return new ScriptNode(file, map, mistakes);
        Mistake(value, $"{name} must have names and values.");
        return null;
    }

    /// <summary>Tells of entries that nobody asked for.</summary>
    public void End()
    {
        foreach (var key in node.Children.Keys)
        {
            var name = (key as YamlScalarNode)?.Value;
            if (name is null || !_known.Contains(name)) Mistake(key, $"'{name}' is not known here; known are {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
        }
    }

    /// <summary>Tells of a mistake.</summary>
    public void Mistake(YamlNode where, string what) => mistakes.Add(new ScriptMistake(file, where.Start.Line, what));

    private static bool TryTime(string text, out TimeSpan time)
    {
        var (unit, digits) = text switch
        {
            "0" => (1d, "0"),
            [.. var n, 'm', 's'] => (1d, n),
            [.. var n, 's'] => (1000d, n),
            [.. var n, 'm'] => (60_000d, n),
            _ => (0d, ""),
        };
        time = TimeSpan.Zero;
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1e6) return false;
        time = TimeSpan.FromMilliseconds(number * unit);
        return true;
    }
}
