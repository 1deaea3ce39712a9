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
}
