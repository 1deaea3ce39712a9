using System.Text.Json;

namespace Fastchat.Server;

/// <summary>An object of settings, read member by member; what is wrong is gathered with its place, and nothing is thrown.</summary>
internal sealed class JsonSettings
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly string _place;
    private readonly List<string> _mistakes;

    /// <summary>Reads an object.</summary>
    /// <param name="value">The object; anything else is a mistake.</param>
    /// <param name="place">Where it stands, for mistakes.</param>
    /// <param name="mistakes">Where mistakes are gathered.</param>
    public JsonSettings(JsonElement value, string place, List<string> mistakes)
    {
        _place = place;
        _mistakes = mistakes;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Mistake("must be a JSON object");
            return;
        }

        foreach (var member in value.EnumerateObject()) _members[member.Name] = member.Value;
    }

    /// <summary>Adds a mistake: a sentence without its subject.</summary>
    public void Mistake(string what) => _mistakes.Add($"{_place} {what}.");

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string name)
    {
        var text = Text(name);
        if (text is null && !_members.ContainsKey(name)) Mistake($"must have {name}");
        return text ?? "";
    }

    /// <summary>A text; null when it is not there.</summary>
    public string? Text(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text) return text;
        Mistake($"must have a text as {name}");
        return null;
    }

    /// <summary>A list of texts; empty when it is not there.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { } value) return [];
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String && e.GetString()!.Length > 0))
            return [.. value.EnumerateArray().Select(e => e.GetString()!)];
        Mistake($"must have a list of texts as {name}");
        return [];
    }

    /// <summary>Texts by name; empty when they are not there.</summary>
    public IReadOnlyDictionary<string, string> Map(string name)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Find(name) is not { } value) return texts;
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(m => m.Value.ValueKind != JsonValueKind.String)) Mistake($"must have an object of texts as {name}");
        else foreach (var member in value.EnumerateObject()) texts[member.Name] = member.Value.GetString()!;
        return texts;
    }

    /// <summary>True or false; false when it is not there.</summary>
    public bool Flag(string name)
    {
        if (Find(name) is not { } value) return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) Mistake($"must have true or false as {name}");
        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>A whole number; null when it is not there.</summary>
    public int? Number(string name, int least, int most)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most) return number;
        Mistake($"must have a number from {least} to {most} as {name}");
        return null;
    }

    /// <summary>An object within; null when it is not there.</summary>
    public JsonSettings? Inner(string name) => Find(name) is { } value ? new JsonSettings(value, $"{_place}.{name}", _mistakes) : null;

    /// <summary>Refuses members that nobody has asked for: a misspelt one would be a rule that does not hold.</summary>
    public void RefuseOthers()
    {
        foreach (var name in _members.Keys.Where(n => !_known.Contains(n)))
            Mistake($"has '{name}', which is no setting; settings are {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
    }

    private JsonElement? Find(string name)
    {
        _known.Add(name);
        return _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
