using Fastchat.Chat.Responses;
using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Conversations;

public sealed class MessageItemsTests
{
    [Fact]
    public void Of_MessagesOfAllKinds_ComeBackAsTheyWere()
    {
        ChatMessage[] messages =
        [
            new() { Role = ChatRole.System, Text = "Be kind." },
            new() { Role = ChatRole.User, Text = "What is 1 + 2?" },
            new() { Role = ChatRole.Assistant, Text = "Let me see.", ToolCalls = { new ToolCall { Id = "call_1", Type = "function", Function = new FunctionCall { Name = "add", Arguments = "[1,2]" } } } },
            new() { Role = ChatRole.Tool, ToolCallId = "call_1", Text = "3" },
            new() { Role = ChatRole.Assistant, Text = "Three." },
        ];

        var items = MessageItems.Of(messages, (prefix, index) => $"{prefix}{index}");

        Assert.Equal(["msg_0", "msg_1", "msg_2", "fc_3", "fco_4", "msg_5"], items.Select(ItemIds.Of));
        var back = new ItemMessages();
        foreach (var item in items) back.Add(item);
        Assert.Equal(messages, back.Messages);
    }
}
