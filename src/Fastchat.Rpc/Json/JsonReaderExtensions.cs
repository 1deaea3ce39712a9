using System.Text.Json;

namespace Fastchat.Rpc.Json;

/// <summary>What the standard reader leaves to be said.</summary>
internal static class JsonReaderExtensions
{
    /// <summary>A string or name; one that is no Unicode text (a lone surrogate) is refused, not an exception of the server's.</summary>
    public static string Text(this ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw NoText(e);
        }
    }

    /// <summary>Whether a string or name is this one. Escapes go through <see cref="Text"/>: the reader throws at lone surrogates.</summary>
    public static bool TextIs(this ref Utf8JsonReader json, string text) =>
        json.ValueIsEscaped ? json.Text() == text : json.ValueTextEquals(text);

    /// <summary>Bytes written as base64; null when the string is none.</summary>
    public static byte[]? Base64(this ref Utf8JsonReader json)
    {
        try
        {
            return json.TryGetBytesFromBase64(out var bytes) ? bytes : null;
        }
        catch (InvalidOperationException e)
        {
            throw NoText(e);
        }
    }

    /// <summary>The kind of the value, for error messages.</summary>
    public static string Kind(this JsonTokenType token) => token switch
    {
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.Null => "null",
        _ => token.ToString(),
    };

    private static JsonShapeException NoText(InvalidOperationException e) => new("holds a lone surrogate, which is no text", reason: "INVALID_JSON", inner: e);
}
