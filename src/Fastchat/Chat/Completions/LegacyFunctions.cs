using Fastchat.Contracts.OpenAI.V1;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Completions;

/// <summary>
/// Functions as clients of before 2023-11 speak of them: inside they are tools, since there are models that know nothing else, and
/// the calls of the answer are functions' again.
/// </summary>
internal static class LegacyFunctions
{
    private const string Function = "function";

    /// <summary>Makes tools of functions, and says whether the answer must speak of functions.</summary>
    public static bool Translate(ChatCompletionParams parameters)
    {
        TranslateMessages(parameters);
        if (parameters.Functions.Count == 0) return false;
        parameters.Tools.AddRange(parameters.Functions.Select(f => new ChatTool { Function = new FunctionTool { Function = f } }));
        parameters.Functions.Clear();
        parameters.ParallelToolCalls = false;
        parameters.ToolChoice = parameters.FunctionCall is { KindCase: Value.KindOneofCase.StructValue } named
            ? Value.ForStruct(new Struct { Fields = { ["type"] = Value.ForString(Function), [Function] = named } })
            : parameters.FunctionCall;
        parameters.FunctionCall = null;
        return true;
    }

    /// <summary>Makes a whole answer's call a function's.</summary>
    public static void Restore(ChatCompletion completion)
    {
        foreach (var choice in completion.Choices)
        {
            if (choice.Message.ToolCalls is not [{ Function: { } call }, ..]) continue;
            choice.Message.FunctionCall = call;
            choice.Message.ToolCalls.Clear();
            if (choice.FinishReason == "tool_calls") choice.FinishReason = "function_call";
        }
    }

    /// <summary>Makes a piece's call a function's; further calls, which the protocol of then does not know, are left out.</summary>
    public static void Restore(ChatCompletionChunk chunk)
    {
        foreach (var choice in chunk.Choices)
        {
            if (choice.Delta.ToolCalls.FirstOrDefault(c => !c.HasIndex || c.Index == 0) is { Function: { } call }) choice.Delta.FunctionCall = call;
            choice.Delta.ToolCalls.Clear();
            if (choice is { HasFinishReason: true, FinishReason: "tool_calls" }) choice.FinishReason = "function_call";
        }
    }

    // A function's answer belongs to the call before it; ids there were none.
    private static void TranslateMessages(ChatCompletionParams parameters)
    {
        var calls = 0;
        foreach (var message in parameters.Messages)
        {
            if (message.FunctionCall is { } call)
            {
                if (message.ToolCalls.Count == 0) message.ToolCalls.Add(new ToolCall { Id = $"call_{++calls}", Type = Function, Function = call });
                message.FunctionCall = null;
            }
            else if (message.Role == ChatRole.Function)
            {
                message.Role = ChatRole.Tool;
                message.ToolCallId = $"call_{calls}";
                message.ClearName();
            }
        }
    }
}
