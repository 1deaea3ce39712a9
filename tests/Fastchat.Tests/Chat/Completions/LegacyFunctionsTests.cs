using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Rpc.Json;

namespace Fastchat.Chat.Completions;

public sealed class LegacyFunctionsTests
{
    [Fact]
    public void Translate_Functions_BecomeTools()
    {
        var parameters = Parse("""{"messages":[{"role":"user","content":"x"}],"functions":[{"name":"a"},{"name":"b"}],"function_call":{"name":"b"}}""");

        Assert.True(LegacyFunctions.Translate(parameters));

        Assert.Equal(
            """{"messages":[{"role":"user","content":"x"}],"model":"","tools":[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"b"}}],"tool_choice":{"type":"function","function":{"name":"b"}},"parallel_tool_calls":false}""",
            ShapedJson.Format(parameters));
    }

    [Fact]
    public void Translate_Conversation_GivesCallsAndAnswersTheirIds()
    {
        var parameters = Parse(
            """
            {"messages":[{"role":"user","content":"x"},{"role":"assistant","content":null,"function_call":{"name":"a","arguments":"{}"}},{"role":"function","name":"a","content":"1"},
             {"role":"assistant","content":null,"function_call":{"name":"b","arguments":"{}"}},{"role":"function","name":"b","content":"2"}],"functions":[{"name":"a"}]}
            """);

        LegacyFunctions.Translate(parameters);

        Assert.Equal(["call_1", "call_2"], parameters.Messages.SelectMany(m => m.ToolCalls).Select(c => c.Id));
        Assert.Equal(["call_1", "call_2"], parameters.Messages.Where(m => m.Role == ChatRole.Tool).Select(m => m.ToolCallId));
        Assert.DoesNotContain(parameters.Messages, m => m.FunctionCall is not null || m.HasName);
    }

    [Fact]
    public void Translate_NoFunctions_ChangesNothing()
    {
        var parameters = Parse("""{"messages":[{"role":"user","content":"x","name":"ann"}],"tools":[{"type":"function","function":{"name":"a"}}]}""");
        var before = parameters.Clone();

        Assert.False(LegacyFunctions.Translate(parameters));

        Assert.Equal(before, parameters);
    }

    [Fact]
    public void Restore_WholeAnswer_CallsAFunction()
    {
        var completion = new ChatCompletion { Choices = { new ChatChoice { FinishReason = "tool_calls", Message = new AssistantMessage { ToolCalls = { Call("a", "{}") } } } } };

        LegacyFunctions.Restore(completion);

        Assert.Equal(("function_call", "a", 0), (completion.Choices[0].FinishReason, completion.Choices[0].Message.FunctionCall.Name, completion.Choices[0].Message.ToolCalls.Count));
    }

    [Fact]
    public void Restore_Pieces_CallAFunction()
    {
        var chunk = new ChatCompletionChunk { Choices = { new ChunkChoice { Delta = new ChoiceDelta { ToolCalls = { Call("a", "{\"x\"", 0), Call("b", "{", 1) } }, FinishReason = "tool_calls" } } };

        LegacyFunctions.Restore(chunk);

        Assert.Equal(("function_call", "a", 0), (chunk.Choices[0].FinishReason, chunk.Choices[0].Delta.FunctionCall.Name, chunk.Choices[0].Delta.ToolCalls.Count));
    }

    private static ToolCall Call(string name, string arguments, int? index = null)
    {
        var call = new ToolCall { Id = "call_x", Type = "function", Function = new FunctionCall { Name = name, Arguments = arguments } };
        if (index is { } at) call.Index = at;
        return call;
    }

    private static ChatCompletionParams Parse(string json) => ShapedJson.Parse<ChatCompletionParams>(System.Text.Encoding.UTF8.GetBytes(json));
}
