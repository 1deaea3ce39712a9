using Fastchat.Chat.Rounds;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat;

/// <summary>Native messages as those that models read, with the calls of tools that belong to them.</summary>
internal static class NativeMessages
{
    private const int MostCalls = 128;

    /// <summary>A message, as it is given.</summary>
    /// <param name="message">The message.</param>
    /// <param name="index">Its place, for errors.</param>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static ChatMessage ToChat(Message message, int index)
    {
        var param = $"messages[{index}]";
        if (message.Role != Role.Assistant && message.ToolCalls.Count > 0) throw OnlyOf($"{param}.tool_calls", "assistant");
        if (message.Role != Role.Assistant && message.ToolRuns.Count > 0) throw OnlyOf($"{param}.tool_runs", "assistant");
        if (message.Role != Role.Tool && message.HasToolCallId) throw OnlyOf($"{param}.tool_call_id", "tool");
        Count($"{param}.tool_calls", message.ToolCalls.Count);
        Count($"{param}.tool_runs", message.ToolRuns.Count);
        var chat = new ChatMessage { Role = ToChat(message.Role) };

        // Beside calls there need be no words.
        if (message.Text.Length > 0 || message.ToolCalls.Count == 0) chat.Text = message.Text;
        if (message.HasToolCallId) chat.ToolCallId = Required(message.ToolCallId, $"{param}.tool_call_id");
        for (var i = 0; i < message.ToolCalls.Count; i++) chat.ToolCalls.Add(ToChat(message.ToolCalls[i], $"{param}.tool_calls[{i}]"));
        for (var i = 0; i < message.ToolRuns.Count; i++) chat.ServerToolCalls.Add(ToolRuns.ToOpenAI(Checked(message.ToolRuns[i], $"{param}.tool_runs[{i}]")));
        return chat;
    }

    private static ChatRole ToChat(Role role) => role switch
    {
        Role.System => ChatRole.System,
        Role.User => ChatRole.User,
        Role.Assistant => ChatRole.Assistant,
        Role.Tool => ChatRole.Tool,
        _ => ChatRole.Unspecified,
    };

    private static ToolCall ToChat(RequestedCall call, string param)
    {
        Required(call.CallId, $"{param}.call_id");
        Required(call.Name, $"{param}.name");
        return call.Custom
            ? new ToolCall { Id = call.CallId, Type = "custom", Custom = new CustomCall { Name = call.Name, Input = call.Arguments } }
            : new ToolCall { Id = call.CallId, Type = "function", Function = new FunctionCall { Name = call.Name, Arguments = call.Arguments } };
    }

    private static ToolRun Checked(ToolRun run, string param)
    {
        Required(run.CallId, $"{param}.call_id");
        Required(run.Name, $"{param}.name");
        return run;
    }

    private static string Required(string value, string param) => value.Length > 0 ? value : throw FastchatException.MissingField(param);

    private static void Count(string param, int count)
    {
        if (count > MostCalls) throw FastchatException.InvalidValue(param, $"{param} must have at most {MostCalls} entries, but has {count}.");
    }

    private static FastchatException OnlyOf(string param, string role) => FastchatException.InvalidValue(param, $"{param} must be absent: only messages of the role \"{role}\" have it.");
}
