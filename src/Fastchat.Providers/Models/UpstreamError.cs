using System.Text.Json;

namespace Fastchat.Providers.Models;

/// <summary>What a provider says of a failure, in any of the shapes that are met; each part null where it does not say.</summary>
/// <param name="Message">In words.</param>
/// <param name="Type">The kind: "invalid_request_error", "overloaded_error".</param>
/// <param name="Code">The code, "context_length_exceeded", or a status as text: "429".</param>
/// <param name="Param">The field to blame.</param>
internal sealed record UpstreamError(string? Message = null, string? Type = null, string? Code = null, string? Param = null)
{
    /// <summary>A failure of which nothing was said that can be understood.</summary>
    public static UpstreamError Unknown { get; } = new();

    /// <summary>Reads what came where an answer or a chunk should be.</summary>
    public static UpstreamError Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref json);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a text that is none.
            return Unknown;
        }
    }

    // {"error": {message, type, code, param}}: OpenAI, LiteLLM, Anthropic. {"error": "…"}: many small servers. {"message": …}:
    // vLLM, Cohere. {"detail": "…"} or {"detail": [{"msg", "loc"}]}: FastAPI.
    private static UpstreamError Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return Unknown;
        if (root.TryGetProperty("error", out var error))
        {
            if (error.ValueKind == JsonValueKind.String) return new UpstreamError(error.GetString(), Code: CodeOf(root));
            if (error.ValueKind == JsonValueKind.Object) return Members(error);
        }

        if (root.TryGetProperty("detail", out var detail))
        {
            if (detail.ValueKind == JsonValueKind.String) return new UpstreamError(detail.GetString());
            if (detail.ValueKind == JsonValueKind.Object) return Members(detail);
            if (detail.ValueKind == JsonValueKind.Array && detail.GetArrayLength() > 0 && detail[0].ValueKind == JsonValueKind.Object) return Invalid(detail[0]);
        }

        return Members(root);
    }

    private static UpstreamError Members(JsonElement error) => new(
        Word(error, "message"), Word(error, "type"), Inner(error) ?? CodeOf(error), Word(error, "param"));

    // Azure says only there why it filtered.
    private static string? Inner(JsonElement error) =>
        error.TryGetProperty("innererror", out var inner) && inner.ValueKind == JsonValueKind.Object ? Word(inner, "code") : null;

    private static UpstreamError Invalid(JsonElement first)
    {
        var path = first.TryGetProperty("loc", out var loc) && loc.ValueKind == JsonValueKind.Array
            ? string.Join('.', loc.EnumerateArray().Select(part => part.ToString()).Where(part => part != "body"))
            : "";
        return new UpstreamError(Word(first, "msg"), Word(first, "type"), Param: path.Length > 0 ? path : null);
    }

    private static string? Word(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } word ? word : null;

    // Also a number: gateways state the status there.
    private static string? CodeOf(JsonElement error) =>
        error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number ? code.GetRawText() : Word(error, "code");
}
