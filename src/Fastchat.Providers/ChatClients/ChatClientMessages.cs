using System.Text.Json;
using Fastchat.Foundation;
using Microsoft.Extensions.AI;
using static Fastchat.Providers.ChatClients.ChatClientTools;

namespace Fastchat.Providers.ChatClients;

/// <summary>Messages in OpenAI's shape as the abstraction has them.</summary>
internal static class ChatClientMessages
{
    /// <summary>Reads the messages.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE: an image or a file is given in a way that cannot be read.</exception>
    public static List<ChatMessage> Read(JsonElement messages)
    {
        var result = new List<ChatMessage>();
        var at = 0;
        foreach (var message in messages.EnumerateArray())
        {
            try
            {
                result.Add(Message(message));
            }
            catch (Exception e) when (e is ArgumentException or FormatException)
            {
                throw FastchatException.InvalidValue($"messages[{at}].content", $"The content of messages[{at}] holds an address or data that cannot be read.");
            }

            at++;
        }

        return result;
    }

    private static ChatMessage Message(JsonElement message)
    {
        var role = Word(message, "role") switch
        {
            "system" or "developer" => ChatRole.System,
            "assistant" => ChatRole.Assistant,
            "tool" or "function" => ChatRole.Tool,
            _ => ChatRole.User,
        };
        List<AIContent> contents = message.TryGetProperty("content", out var content) ? [.. Contents(content)] : [];
        if (role == ChatRole.Tool) contents = [new FunctionResultContent(Word(message, "tool_call_id") ?? "", string.Concat(contents.OfType<TextContent>()))];
        if (message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array) contents.AddRange(calls.EnumerateArray().Select(Call));
        return new ChatMessage(role, contents) { AuthorName = Word(message, "name") };
    }

    private static IEnumerable<AIContent> Contents(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => [new TextContent(content.GetString())],
        JsonValueKind.Array => content.EnumerateArray().Select(Part).OfType<AIContent>(),
        _ => [],
    };

    private static AIContent? Part(JsonElement part) => Word(part, "type") switch
    {
        "text" => new TextContent(Word(part, "text")),
        "refusal" => new TextContent(Word(part, "refusal")),
        "image_url" when part.TryGetProperty("image_url", out var image) && Word(image, "url") is { } url => At(url, "image/*"),
        "input_audio" when part.TryGetProperty("input_audio", out var sound) => new DataContent(Convert.FromBase64String(Word(sound, "data") ?? ""), $"audio/{Word(sound, "format") ?? "wav"}"),
        "file" when part.TryGetProperty("file", out var file) => File(file),
        _ => null,
    };

    private static AIContent? File(JsonElement file)
    {
        if (Word(file, "file_id") is { } id) return new HostedFileContent(id);
        return Word(file, "file_data") is { } data ? new DataContent(data) { Name = Word(file, "filename") } : null;
    }

    private static AIContent At(string url, string type) => url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? new DataContent(url) : new UriContent(new Uri(url), type);

    private static FunctionCallContent Call(JsonElement call)
    {
        var function = call.TryGetProperty("function", out var named) ? named : default;
        return FunctionCallContent.CreateFromParsedArguments(
            Word(function, "arguments") ?? "{}",
            Word(call, "id") ?? "",
            Word(function, "name") ?? "",
            static json => JsonSerializer.Deserialize<Dictionary<string, object?>>(json, AIJsonUtilities.DefaultOptions)!);
    }
}
