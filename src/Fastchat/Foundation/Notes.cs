namespace Fastchat.Foundation;

/// <summary>The caller's own pairs on things: at most 16, keys of up to 64 and values of up to 512 characters.</summary>
public static class Notes
{
    /// <summary>Refuses what is too much.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static void Check(string param, IReadOnlyCollection<KeyValuePair<string, string>> pairs)
    {
        if (pairs.Count > 16) throw FastchatException.InvalidValue(param, $"{param} must have at most 16 pairs, but has {pairs.Count}.");
        foreach (var (key, value) in pairs)
        {
            if (key.Length is 0 or > 64) throw FastchatException.InvalidValue(param, $"A key of {param} must have 1 to 64 characters, but one has {key.Length}.");
            if (value.Length > 512) throw FastchatException.InvalidValue($"{param}.{key}", $"{param}.{key} must have at most 512 characters, but has {value.Length}.");
        }
    }

    /// <summary>Refuses what cannot be looked for.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static void CheckText(string param, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        foreach (var (key, value) in pairs)
        {
            StoredText.Check(param, key);
            StoredText.Check($"{param}.{key}", value);
        }
    }
}
