using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Fastchat.Providers.ChatClients;

/// <summary>Messages of the abstraction in OpenAI's shape. What a model cannot be sent, such as its own reasoning, is left out.</summary>
internal static class GatewayMessages
{
    /// <summary>Writes a message; results of tools become a message each.</summary>
    public static void Write(Utf8JsonWriter json, ChatMessage message)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>()) WriteResult(json, result);
        if (message.Role == ChatRole.Tool) return;
        json.WriteStartObject();
        json.WriteString("role", message.Role == ChatRole.System ? "system" : message.Role == ChatRole.Assistant ? "assistant" : "user");
        if (message.AuthorName is { Length: > 0 } name) json.WriteString("name", name);
        var parts = message.Contents.Where(c => c is TextContent or DataContent or UriContent or HostedFileContent).ToList();
        if (parts.All(p => p is TextContent))
        {
            if (parts.Count > 0 || message.Role != ChatRole.Assistant) json.WriteString("content", string.Concat(parts));
        }
        else
        {
            json.WriteStartArray("content");
            foreach (var part in parts) WritePart(json, part);
            json.WriteEndArray();
        }

        WriteCalls(json, [.. message.Contents.OfType<FunctionCallContent>()]);
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, FunctionResultContent result)
    {
        json.WriteStartObject();
        json.WriteString("role", "tool");
        json.WriteString("tool_call_id", result.CallId);
        json.WriteString("content", result.Result switch
        {
            null => result.Exception?.Message ?? "",
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } text => text.GetString(),
            var other => JsonSerializer.Serialize(other, AIJsonUtilities.DefaultOptions),
        });
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, AIContent part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextContent text:
                json.WriteString("type", "text");
                json.WriteString("text", text.Text);
                break;
            case UriContent uri:
                WriteImage(json, uri.Uri.AbsoluteUri);
                break;
            case DataContent data when data.HasTopLevelMediaType("image"):
                WriteImage(json, data.Uri);
                break;
            case DataContent data when data.HasTopLevelMediaType("audio"):
                json.WriteString("type", "input_audio");
                json.WriteStartObject("input_audio");
                json.WriteString("data", data.Base64Data.Span);
                json.WriteString("format", data.MediaType["audio/".Length..] is "mpeg" ? "mp3" : data.MediaType["audio/".Length..]);
                json.WriteEndObject();
                break;
            case DataContent data:
                json.WriteString("type", "file");
                json.WriteStartObject("file");
                json.WriteString("filename", data.Name ?? "file");
                json.WriteString("file_data", data.Uri);
                json.WriteEndObject();
                break;
            case HostedFileContent file:
                json.WriteString("type", "file");
                json.WriteStartObject("file");
                json.WriteString("file_id", file.FileId);
                json.WriteEndObject();
                break;
            default:
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, string url)
    {
        json.WriteString("type", "image_url");
        json.WriteStartObject("image_url");
        json.WriteString("url", url);
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, IReadOnlyList<FunctionCallContent> calls)
    {
        if (calls.Count == 0) return;
        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.CallId);
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", call.Name);
            json.WriteString("arguments", JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
