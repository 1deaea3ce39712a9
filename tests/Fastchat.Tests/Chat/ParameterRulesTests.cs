using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Rpc.Json;

namespace Fastchat.Chat;

/// <summary>Requests as they come over REST, so that the shapes of the contract are tried as well.</summary>
public sealed class ParameterRulesTests
{
    [Theory]
    [InlineData("""{"top_logprobs": 21, "logprobs": true}""", "top_logprobs")]
    [InlineData("""{"top_logprobs": -1, "logprobs": true}""", "top_logprobs")]
    [InlineData("""{"top_logprobs": 2}""", "top_logprobs")]
    [InlineData("""{"top_logprobs": 2, "logprobs": false}""", "top_logprobs")]
    [InlineData("""{"logit_bias": {"5": 101}}""", "logit_bias")]
    [InlineData("""{"logit_bias": {"x": 1}}""", "logit_bias")]
    [InlineData("""{"modalities": ["text", "smell"]}""", "modalities")]
    [InlineData("""{"safety_identifier": "a\nb"}""", "safety_identifier")]
    [InlineData("""{"user": "a\u0000b"}""", "user")]
    [InlineData("""{"response_format": {"type": "json_schema"}}""", "response_format.json_schema")]
    [InlineData("""{"response_format": {"type": "json_schema", "json_schema": {"schema": {}}}}""", "response_format.json_schema.name")]
    [InlineData("""{"response_format": {"type": "json_schema", "json_schema": {"name": "a b"}}}""", "response_format.json_schema.name")]
    [InlineData("""{"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "nothing"}}}}""", "response_format.json_schema.schema.type")]
    [InlineData("""{"tools": [{"type": "function", "function": {"name": "a b"}}]}""", "tools[0].function.name")]
    [InlineData("""{"tools": [{"type": "function", "function": {}}]}""", "tools[0].function.name")]
    [InlineData("""{"tools": [{"type": "function"}]}""", "tools[0].function")]
    [InlineData("""{"tools": [{"type": "function", "function": {"name": "a", "parameters": []}}]}""", "tools[0].function.parameters")]
    [InlineData("""{"tools": [{"type": "function", "function": {"name": "a", "strict": 1}}]}""", "tools[0].function.strict")]
    [InlineData("""{"tools": [{"type": "function", "function": {"name": "a", "strict": true, "parameters": {"type": 1}}}]}""", "tools[0].function.parameters.type")]
    [InlineData("""{"tools": [{"type": "custom", "custom": {"name": ""}}]}""", "tools[0].custom.name")]
    [InlineData("""{"tool_choice": "required"}""", "tool_choice")]
    [InlineData("""{"tool_choice": "some"}""", "tool_choice")]
    [InlineData("""{"tool_choice": 5}""", "tool_choice")]
    [InlineData("""{"tool_choice": {"type": "function"}}""", "tool_choice")]
    [InlineData("""{"tool_choice": {"type": "function", "function": {"name": "b"}}, "tools": [{"type": "function", "function": {"name": "a"}}]}""", "tool_choice.function.name")]
    [InlineData("""{"functions": [{"description": "x"}]}""", "functions[0].name")]
    [InlineData("""{"functions": [{"name": "a"}], "tools": [{"type": "function", "function": {"name": "a"}}]}""", "functions")]
    [InlineData("""{"function_call": "auto"}""", "function_call")]
    [InlineData("""{"functions": [{"name": "a"}], "function_call": {"name": "b"}}""", "function_call.name")]
    [InlineData("""{"functions": [{"name": "a"}], "function_call": "required"}""", "function_call")]
    public void Check_Wrong_NamesTheField(string more, string param)
    {
        var refusal = Assert.Throws<FastchatException>(() => ChatRules.Check(Parse(more)));

        Assert.Equal(param, refusal.Param);
        Assert.Contains(refusal.Reason, (ErrorReason[])[ErrorReason.InvalidValue, ErrorReason.MissingField]);
        Assert.StartsWith(param, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"top_logprobs": 20, "logprobs": true}""")]
    [InlineData("""{"logit_bias": {"5": -100, "6": 100}, "seed": -9007199254740991}""")]
    [InlineData("""{"reasoning_effort": "xhigh", "verbosity": "low", "service_tier": "flex", "prompt_cache_key": "k", "user": "u"}""")]
    [InlineData("""{"reasoning_effort": null, "response_format": null, "logit_bias": null, "seed": null, "tools": null, "tool_choice": null, "functions": null, "function_call": null, "user": null}""")]
    [InlineData("""{"response_format": {"type": "text"}}""")]
    [InlineData("""{"response_format": {"type": "json_schema", "json_schema": {"name": "a", "strict": null, "schema": {"type": "object"}}}}""")]
    [InlineData("""{"tools": [{"type": "function", "function": {"name": "a", "parameters": null, "strict": null}}], "tool_choice": {"type": "function", "function": {"name": "a"}}, "parallel_tool_calls": false}""")]
    [InlineData("""{"tools": [{"type": "custom", "custom": {"name": "a", "format": {"type": "text"}}}], "tool_choice": {"type": "custom", "custom": {"name": "a"}}}""")]
    [InlineData("""{"tools": [{"type": "function", "function": {"name": "a"}}], "tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}}}""")]
    [InlineData("""{"functions": [{"name": "a"}], "function_call": {"name": "a"}}""")]
    [InlineData("""{"modalities": ["text", "audio"], "audio": {"format": "wav", "voice": "ash"}, "prediction": {"type": "content", "content": "x"}}""")]
    public void Check_Right_Passes(string more) => ChatRules.Check(Parse(more));

    [Theory]
    [InlineData("""{"reasoning_effort": "much"}""", "reasoning_effort")]
    [InlineData("""{"verbosity": 1}""", "verbosity")]
    [InlineData("""{"response_format": {"type": "xml"}}""", "response_format.type")]
    [InlineData("""{"seed": "x"}""", "seed")]
    [InlineData("""{"logit_bias": []}""", "logit_bias")]
    [InlineData("""{"modalities": "text"}""", "modalities")]
    public void Parse_WrongShape_NamesTheField(string more, string path) => Assert.Contains(path, Assert.Throws<FormatException>(() => Parse(more)).Message, StringComparison.Ordinal);

    // What is passed on is what came, in OpenAI's spelling.
    [Theory]
    [InlineData("""{"reasoning_effort":"high"}""")]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object","properties":{"z":{},"a":{}}},"strict":true,"extra":1}}}""")]
    [InlineData("""{"response_format":{"type":"json_object"}}""")]
    [InlineData("""{"logit_bias":{"50256":-100}}""")]
    [InlineData("""{"seed":42,"logprobs":true,"top_logprobs":3}""")]
    [InlineData("""{"modalities":["text","audio"]}""")]
    [InlineData("""{"tools":[{"type":"custom","custom":{"name":"a"}}]}""")]
    [InlineData("""{"top_k":40,"vendor":{"x":[1]}}""")]
    public void Parse_AndWrite_KeepWhatCame(string more) => Assert.Contains(more[1..^1], ShapedJson.Format(Parse(more)), StringComparison.Ordinal);

    [Fact]
    public void NamedParameters_AmongTheRest_AreLiftedToTheirNames()
    {
        var parameters = Parse("{}");
        parameters.Rest = new() { Fields = { ["seed"] = Google.Protobuf.WellKnownTypes.Value.ForNumber(5), ["top_k"] = Google.Protobuf.WellKnownTypes.Value.ForNumber(3) } };

        var named = NamedParameters.Of(parameters);

        Assert.Equal(5, named.Seed);
        Assert.Equal(["top_k"], named.Rest.Fields.Keys);
        Assert.Equal(parameters.Messages, named.Messages);
    }

    [Fact]
    public void NamedParameters_OfTheWrongKind_AreRefusedByName()
    {
        var parameters = Parse("{}");
        parameters.Rest = new() { Fields = { ["seed"] = Google.Protobuf.WellKnownTypes.Value.ForString("x") } };

        Assert.Equal("seed", Assert.Throws<FastchatException>(() => NamedParameters.Of(parameters)).Param);
    }

    private static ChatCompletionParams Parse(string more)
    {
        var json = """{"model":"m","messages":[{"role":"user","content":"x"}]""" + (more == "{}" ? "}" : $",{more[1..]}");
        return ShapedJson.Parse<ChatCompletionParams>(System.Text.Encoding.UTF8.GetBytes(json));
    }
}
