using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Routing;
using Fastchat.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.ModelGateway.Formats;

public sealed class FormatGuardTests
{
    private readonly FakeChatModel _model = new(TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_AnswerInItsSchema_EndsAsItCame()
    {
        _model.Say("{\"city\":", " \"Oslo\"}").Stop();

        var (deltas, error) = await AskAsync(Schema());

        Assert.Null(error);
        Assert.Equal(["{\"city\":", " \"Oslo\"}"], deltas.Select(d => d.Text).OfType<string>());
        Assert.Equal("stop", deltas[^1].FinishReason);
    }

    [Theory]
    [InlineData("{\"city\": 5}", "$.city")]
    [InlineData("{}", "$.city")]
    [InlineData("Oslo", "$")]
    [InlineData("", "$")]
    [InlineData("{\"city\": \"Oslo\"", "$")]
    [InlineData("{\"city\": \"Oslo\", \"city\": 5}", "$")]
    [InlineData("{\"city\": \"Oslo\"} and more", "$")]
    public async Task Stream_AnswerOutsideItsSchema_StreamsOnAndIsNeverDeclaredDone(string answer, string path)
    {
        _model.Say(answer).Stop();

        var (deltas, error) = await AskAsync(Schema());

        Assert.Equal((ErrorReason.ResponseFormatViolated, "response_format"), (error!.Reason, error.Param));
        Assert.Contains($" {path} ", error.Message, StringComparison.Ordinal);
        Assert.Equal(answer, string.Concat(deltas.Select(d => d.Text)));
        Assert.All(deltas, d => Assert.Null(d.FinishReason));
        Assert.Contains(deltas, d => d.Usage is not null);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task Stream_AnswerThatWasCutOff_IsNotHeldToItsSchema(string reason)
    {
        _model.Say("{\"ci").Stop(reason);

        Assert.Null((await AskAsync(Schema())).Error);
    }

    [Fact]
    public async Task Stream_Refusal_IsNotHeldToItsSchema()
    {
        _model.Send(new ModelDelta { Refusal = "I will not." }).Stop();

        Assert.Null((await AskAsync(Schema())).Error);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData(" {\"a\": [1]} ", true)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    [InlineData("{a: 1}", false)]
    public async Task Stream_JsonObject_IsAnObject(string answer, bool fits)
    {
        _model.Say(answer).Stop();

        Assert.Equal(fits, (await AskAsync(p => p.ResponseFormat = new ResponseFormat { JsonObject = new JsonObjectFormat() })).Error is null);
    }

    [Fact]
    public async Task Stream_OneOfTwoAnswersIsWrong_TheOtherIsWhole()
    {
        _model.Send(
            new ModelDelta { Choice = 0, Text = "no" }, new ModelDelta { Choice = 1, Text = "{\"city\": \"Oslo\"}" },
            new ModelDelta { Choice = 0, FinishReason = "stop" }, new ModelDelta { Choice = 1, FinishReason = "stop" });

        var (deltas, error) = await AskAsync(Schema());

        Assert.Equal(ErrorReason.ResponseFormatViolated, error!.Reason);
        Assert.Equal(1, Assert.Single(deltas, d => d.FinishReason is not null).Choice);
    }

    [Theory]
    [InlineData(true, "{\"city\": 5}", false)]
    [InlineData(true, "{\"city\": \"Oslo\"}", true)]
    [InlineData(false, "{\"city\": 5}", true)]
    public async Task Stream_CallOfAStrictFunction_IsHeldToItsParameters(bool strict, string arguments, bool fits)
    {
        _model.Send(
            new ModelDelta { ToolCalls = [new ToolCall { Index = 0, Id = "c", Type = "function", Function = new FunctionCall { Name = "weather", Arguments = arguments[..3] } }] },
            new ModelDelta { ToolCalls = [new ToolCall { Index = 0, Function = new FunctionCall { Arguments = arguments[3..] } }] }).Stop("tool_calls");

        var (_, error) = await AskAsync(p => p.Tools.Add(JsonParser.Default.Parse<ChatTool>(
            """{"function":{"function":{"name":"weather","strict":STRICT,"parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}}""".Replace("STRICT", strict ? "true" : "false", StringComparison.Ordinal))));

        Assert.Equal(fits, error is null);
        if (!fits) Assert.Contains("tool_calls[0].function.arguments.city", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SchemaThatIsNone_NamesItsPath()
    {
        var parameters = new ChatCompletionParams();
        Schema("""{"properties":{"a":{"type":"strin"}}}""")(parameters);

        Assert.Equal("response_format.json_schema.schema.properties.a.type", Assert.Throws<FastchatException>(() => AnswerFormat.Of(parameters)).Param);
    }

    private static Action<ChatCompletionParams> Schema(string schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""") =>
        p => p.ResponseFormat = new ResponseFormat { JsonSchema = new JsonSchemaFormat { JsonSchema = new JsonSchemaSpec { Name = "city", Schema = JsonParser.Default.Parse<Struct>(schema) } } };

    private async Task<(List<ModelDelta> Deltas, FastchatException? Error)> AskAsync(Action<ChatCompletionParams> set)
    {
        var gateway = new Gateway(new ModelRegistry([new FakeModelProvider(_model, "fake")]), TestRouter.Create());
        var parameters = new ChatCompletionParams { Model = "fake", Messages = { new ChatMessage { Role = ChatRole.User, Text = "?" } } };
        set(parameters);
        var deltas = new List<ModelDelta>();
        try
        {
            await foreach (var delta in gateway.StreamAsync(new ModelRequest { Parameters = parameters, Question = "?" }, Ct)) deltas.Add(delta);
            return (deltas, null);
        }
        catch (FastchatException e)
        {
            return (deltas, e);
        }
    }
}
