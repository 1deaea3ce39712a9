using System.Text;
using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Rpc.Json;
using Microsoft.Extensions.AI;
using ChatRole = Microsoft.Extensions.AI.ChatRole;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace Fastchat.Providers.ChatClients;

public sealed class ChatClientRequestTests
{
    [Fact]
    public void Of_Options_AreTheClients()
    {
        var (_, options, answers) = Read("""
            {"model":"m","messages":[],"temperature":0.5,"top_p":0.25,"top_k":7,"frequency_penalty":1,"presence_penalty":-1,"seed":42,
             "max_tokens":5,"max_completion_tokens":6,"stop":["a","b"],"n":3,"stream":true,"store":true,"parallel_tool_calls":false,
             "reasoning_effort":"high","logit_bias":{"50256":-100},"tool_choice":{"type":"function","function":{"name":"f"}},
             "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}},
             "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":"string"}}}}}]}
            """);

        Assert.Equal(("m", 0.5f, 0.25f, 7, 1f, -1f), (options.ModelId, options.Temperature, options.TopP, options.TopK, options.FrequencyPenalty, options.PresencePenalty));
        Assert.Equal((42L, 6, 3, false), (options.Seed, options.MaxOutputTokens, answers, options.AllowMultipleToolCalls));
        Assert.Equal(["a", "b"], options.StopSequences!);
        Assert.Equal("f", Assert.IsType<RequiredChatToolMode>(options.ToolMode).RequiredFunctionName);
        Assert.Equal("s", Assert.IsType<ChatResponseFormatJson>(options.ResponseFormat).SchemaName);
        Assert.Equal(Microsoft.Extensions.AI.ReasoningEffort.High, options.Reasoning!.Effort);
        var tool = Assert.IsAssignableFrom<AIFunctionDeclaration>(Assert.Single(options.Tools!));
        Assert.Equal(("f", "d", "string"), (tool.Name, tool.Description, tool.JsonSchema.GetProperty("properties").GetProperty("a").GetProperty("type").GetString()));
        Assert.Equal(["logit_bias"], options.AdditionalProperties!.Keys);
    }

    [Fact]
    public void Of_Messages_AreTheClients()
    {
        var (messages, _, _) = Read("""
            {"messages":[
              {"role":"developer","content":"Be kind."},
              {"role":"user","name":"ann","content":[{"type":"text","text":"Look:"},{"type":"image_url","image_url":{"url":"https://a.example/b.png"}},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}},
                {"type":"file","file":{"file_id":"file-1"}},{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},
              {"role":"tool","tool_call_id":"c","content":"sunny"}]}
            """);

        Assert.Equal([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool], messages.Select(m => m.Role));
        Assert.Equal("ann", messages[1].AuthorName);
        Assert.Equal(
            [typeof(TextContent), typeof(UriContent), typeof(DataContent), typeof(DataContent), typeof(HostedFileContent), typeof(DataContent)],
            messages[1].Contents.Select(c => c.GetType()));
        var call = Assert.IsType<FunctionCallContent>(Assert.Single(messages[2].Contents));
        Assert.Equal(("c", "f", 1), (call.CallId, call.Name, ((JsonElement)call.Arguments!["a"]!).GetInt32()));
        var result = Assert.IsType<FunctionResultContent>(Assert.Single(messages[3].Contents));
        Assert.Equal(("c", "sunny"), (result.CallId, result.Result));
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"not a url"}}""")]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:"}}""")]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"!!"}}""")]
    [InlineData("""{"type":"file","file":{"file_data":"nothing"}}""")]
    public void Of_ContentThatCannotBeRead_IsInvalidAndNamed(string part)
    {
        var refusal = Assert.Throws<FastchatException>(() => Read($$"""{"messages":[{"role":"user","content":"a"},{"role":"user","content":[{{part}}]}]}"""));

        Assert.Equal((ErrorReason.InvalidValue, "messages[1].content"), (refusal.Reason, refusal.Param));
    }

    private static ChatClientRequest Read(string json) => ChatClientRequest.Of(ShapedJson.Parse<ChatCompletionParams>(Encoding.UTF8.GetBytes(json)));
}
