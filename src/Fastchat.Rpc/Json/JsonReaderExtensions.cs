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
            throw new JsonShapeException("holds a lone surrogate, which is no text", reason: "INVALID_JSON", inner: e);
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
}
