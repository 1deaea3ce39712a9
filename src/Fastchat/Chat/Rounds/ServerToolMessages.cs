using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Rounds;

/// <summary>Calls of the server's tools that were done in turns of before, as models read them: a message that calls, and one for each answer.</summary>
internal static class ServerToolMessages
{
    /// <summary>The parameters with them before the messages that hold them; the same where there are none.</summary>
    public static ChatCompletionParams Expand(ChatCompletionParams parameters)
    {
        if (parameters.Messages.All(m => m.ServerToolCalls.Count == 0)) return parameters;
        parameters = parameters.Clone();
        var expanded = new List<ChatMessage>();
        foreach (var message in parameters.Messages)
        {
            if (message.ServerToolCalls.Count > 0)
            {
                expanded.Add(new ChatMessage { Role = ChatRole.Assistant, ToolCalls = { message.ServerToolCalls.Select(Call) } });
                expanded.AddRange(message.ServerToolCalls.Select(Answer));
                message.ServerToolCalls.Clear();
            }

            expanded.Add(message);
        }

        parameters.Messages.Clear();
        parameters.Messages.AddRange(expanded);
        return parameters;
    }

    private static ToolCall Call(ServerToolCall call) =>
        new() { Id = call.Id, Type = "function", Function = new FunctionCall { Name = call.Name, Arguments = call.Arguments } };

    private static ChatMessage Answer(ServerToolCall call) =>
        new() { Role = ChatRole.Tool, ToolCallId = call.Id, Text = call.HasOutput ? call.Output : call.HasError ? $"Error: {call.Error}" : "" };
}
