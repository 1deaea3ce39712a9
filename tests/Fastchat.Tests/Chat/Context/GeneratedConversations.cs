using Fastchat.Contracts.OpenAI.V1;
using FsCheck;
using FsCheck.Fluent;

namespace Fastchat.Chat.Context;

/// <summary>Conversations of any shape: questions, answers, words of the system in between, calls of tools with answers near and far.</summary>
internal static class GeneratedConversations
{
    public static Arbitrary<ChatMessage[]> Any { get; } = Gen.ArrayOf(Gen.Zip(Gen.Choose(0, 9), Gen.Choose(0, 60))).Select(Build).ToArbitrary();

    private static ChatMessage[] Build((int Kind, int Length)[] steps)
    {
        var messages = new List<ChatMessage>();
        var open = new Queue<string>();
        foreach (var (kind, length) in steps)
        {
            var text = string.Join(' ', Enumerable.Repeat("word", length));
            switch (kind)
            {
                case 0:
                    messages.Add(new ChatMessage { Role = ChatRole.System, Text = text });
                    break;
                case < 4:
                    messages.Add(new ChatMessage { Role = ChatRole.User, Text = text });
                    break;
                case < 7:
                    messages.Add(new ChatMessage { Role = ChatRole.Assistant, Text = text });
                    break;
                case < 9:
                    // Ids come again, as some models have them.
                    var id = $"call_{length % 7}";
                    open.Enqueue(id);
                    messages.Add(new ChatMessage { Role = ChatRole.Assistant, ToolCalls = { new ToolCall { Id = id, Type = "function", Function = new FunctionCall { Name = "f", Arguments = text } } } });
                    break;
                default:
                    if (open.TryDequeue(out var answered)) messages.Add(new ChatMessage { Role = ChatRole.Tool, ToolCallId = answered, Text = text });
                    break;
            }
        }

        return [.. messages];
    }
}
