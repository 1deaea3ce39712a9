using Fastchat.Chat.Responses;
using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Conversations;

/// <summary>Messages as the items that conversations keep: what <see cref="ItemMessages"/> does, the other way round.</summary>
internal static class MessageItems
{
    /// <summary>The items of messages, in their order.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="idOf">Makes the id of an item by its prefix and place.</param>
    public static IReadOnlyList<ResponseItem> Of(IEnumerable<ChatMessage> messages, Func<string, int, string> idOf) =>
        [.. messages.SelectMany(Of).Select((item, i) => InputItems.Of(item, i, idOf))];

    private static IEnumerable<ResponseItem> Of(ChatMessage message)
    {
        if (message.Role == ChatRole.Tool)
        {
            yield return new ResponseItem { FunctionCallOutput = new FunctionCallOutputItem { CallId = message.ToolCallId, Text = message.Text } };
            yield break;
        }

        if (message.Text.Length > 0 || message.ToolCalls.Count == 0) yield return new ResponseItem { Message = new MessageItem { Role = Role(message.Role), Text = message.Text } };
        foreach (var call in message.ToolCalls)
        {
            yield return call.Custom is { } custom
                ? new ResponseItem { CustomToolCall = new CustomToolCallItem { CallId = call.Id, Name = custom.Name, Input = custom.Input } }
                : new ResponseItem { FunctionCall = new FunctionCallItem { CallId = call.Id, Name = call.Function.Name, Arguments = call.Function.Arguments } };
        }
    }

    private static string Role(ChatRole role) => role switch
    {
        ChatRole.System => "system",
        ChatRole.Developer => "developer",
        ChatRole.Assistant => "assistant",
        _ => "user",
    };
}
