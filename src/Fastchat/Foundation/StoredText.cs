namespace Fastchat.Foundation;

/// <summary>Text that is stored or looked for as text.</summary>
public static class StoredText
{
    /// <summary>Refuses U+0000: PostgreSQL's text cannot hold it, and no name needs it.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static void Check(string param, string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal)) throw FastchatException.InvalidValue(param, $"{param} must not contain the character U+0000.");
    }

    /// <summary>Refuses what is no name: nothing, more than a number of characters, or control characters.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static void CheckName(string param, string value, int longest)
    {
        if (value.Length == 0) throw FastchatException.MissingField(param);
        if (value.Length > longest || value.Any(char.IsControl))
            throw FastchatException.InvalidValue(param, $"{param} must have 1 to {longest} characters, none of them a control character.");
    }
}
