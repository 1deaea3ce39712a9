using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Fastchat.Providers.ChatClients;

/// <summary>Tools, their choice, the answer's format and the effort of reasoning: from OpenAI's shape to the abstraction's.</summary>
internal static class ChatClientTools
{
    private static readonly JsonElement Anything = JsonDocument.Parse("""{"type":"object","properties":{}}""").RootElement;

    /// <summary>A function that the caller will carry out; null for a tool of another kind.</summary>
    public static AITool? Tool(JsonElement tool)
    {
        if (!tool.TryGetProperty("function", out var function) || Word(function, "name") is not { } name) return null;
        var schema = function.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object ? parameters.Clone() : Anything;
        return AIFunctionFactory.CreateDeclaration(name, Word(function, "description"), schema, returnJsonSchema: null);
    }

    /// <summary>Which tool must be used; null for a choice that the abstraction has no word for.</summary>
    public static ChatToolMode? Mode(JsonElement choice) => choice.ValueKind switch
    {
        JsonValueKind.String => choice.GetString() switch
        {
            "none" => ChatToolMode.None,
            "auto" => ChatToolMode.Auto,
            "required" => ChatToolMode.RequireAny,
            _ => null,
        },
        JsonValueKind.Object when choice.TryGetProperty("function", out var function) && Word(function, "name") is { } name => ChatToolMode.RequireSpecific(name),
        _ => null,
    };

    /// <summary>The answer's format; null for one that the abstraction has no word for.</summary>
    public static ChatResponseFormat? Format(JsonElement format) => Word(format, "type") switch
    {
        "text" => ChatResponseFormat.Text,
        "json_object" => ChatResponseFormat.Json,
        "json_schema" when format.TryGetProperty("json_schema", out var named) && named.ValueKind == JsonValueKind.Object && named.TryGetProperty("schema", out var schema) =>
            ChatResponseFormat.ForJsonSchema(schema.Clone(), Word(named, "name"), Word(named, "description")),
        _ => null,
    };

    /// <summary>The effort of reasoning; null for one that the abstraction has no word for.</summary>
    public static ReasoningEffort? Effort(JsonElement effort) => effort.ValueKind != JsonValueKind.String ? null : effort.GetString() switch
    {
        "none" => ReasoningEffort.None,
        "minimal" or "low" => ReasoningEffort.Low,
        "medium" => ReasoningEffort.Medium,
        "high" => ReasoningEffort.High,
        "xhigh" or "max" => ReasoningEffort.ExtraHigh,
        _ => null,
    };

    /// <summary>A member that is a text; null when it is absent or none.</summary>
    public static string? Word(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
