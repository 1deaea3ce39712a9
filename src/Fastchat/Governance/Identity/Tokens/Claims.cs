using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>The claims of a token, found by name or by path.</summary>
internal readonly struct Claims(JsonElement payload)
{
    /// <summary>The claims of a token.</summary>
    /// <exception cref="JsonException">The payload is no JSON.</exception>
    public static Claims Of(JsonWebToken token)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        return new Claims(payload.RootElement.Clone());
    }

    /// <summary>The one text of a claim; null when it is missing, empty or something else.</summary>
    public string? Text(string path) => Find(payload, path) switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } value => value,
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() == 1 && list[0].ValueKind == JsonValueKind.String && list[0].GetString() is { Length: > 0 } value => value,
        _ => null,
    };

    /// <summary>The texts of a claim: of a list, or of one text; none when it is missing or something else.</summary>
    public IReadOnlyList<string> Texts(string path) => Find(payload, path) switch
    {
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)],
        _ => [],
    };

    // Names may hold dots themselves, as URLs do: the longest name that is there wins.
    private static JsonElement? Find(JsonElement within, string path)
    {
        if (within.ValueKind != JsonValueKind.Object) return null;
        if (within.TryGetProperty(path, out var found)) return found;
        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
        {
            if (within.TryGetProperty(path[..dot], out var inner) && Find(inner, path[(dot + 1)..]) is { } deeper) return deeper;
        }

        return null;
    }
}
