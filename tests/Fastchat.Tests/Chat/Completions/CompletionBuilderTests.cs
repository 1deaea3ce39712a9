using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Routing;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Completions;

public sealed class CompletionBuilderTests
{
    [Fact]
    public void Build_Answer_IsJoined()
    {
        var completion = Build(
            new ModelDelta { Text = "One" }, new ModelDelta { Text = " two." }, new ModelDelta { FinishReason = "length", Usage = new CompletionUsage { TotalTokens = 5 } });

        Assert.Equal(("chatcmpl-1", "chat.completion", 17L, "fake", 5L), (completion.Id, completion.Object, completion.Created, completion.Model, completion.Usage.TotalTokens));
        var choice = Assert.Single(completion.Choices);
        Assert.Equal((0, "assistant", "One two.", "length"), (choice.Index, choice.Message.Role, choice.Message.Content, choice.FinishReason));
        Assert.False(choice.Message.HasRefusal);
    }

    [Fact]
    public void Build_Nothing_IsOneEmptyAnswer()
    {
        var completion = Build();

        Assert.Equal(("", true, "stop"), (completion.Choices.Single().Message.Content, completion.Choices.Single().Message.HasContent, completion.Choices.Single().FinishReason));
        Assert.Equal(new CompletionUsage(), completion.Usage);
    }

    [Fact]
    public void Build_SeveralChoices_AreInOrder()
    {
        var completion = Build(new ModelDelta { Choice = 2, Text = "c" }, new ModelDelta { Choice = 0, Text = "a" }, new ModelDelta { Choice = 1, Text = "b", FinishReason = "length" });

        Assert.Equal([(0, "a", "stop"), (1, "b", "length"), (2, "c", "stop")], completion.Choices.Select(c => (c.Index, c.Message.Content, c.FinishReason)));
    }

    [Fact]
    public void Build_UsageAfterwards_IsTheLastStated()
    {
        var completion = Build(new ModelDelta { FinishReason = "stop" }, new ModelDelta { Usage = new CompletionUsage { TotalTokens = 9 } });

        Assert.Equal(9, completion.Usage.TotalTokens);
    }

    [Theory]
    [InlineData(true, "Two")]
    [InlineData(false, "OneTwo")]
    public void Build_Switch_KeepsOrDiscardsWhatWasSaidAndNamesTheModelThatAnswered(bool discards, string expected)
    {
        var (a, b) = (new ModelOrigin("a", "p", "a"), new ModelOrigin("b", "p", "b"));

        var completion = Build(
            new ModelDelta { Origin = a }, new ModelDelta { Text = "One" }, new ModelDelta { Origin = b, Switch = new Fastchat.ModelGateway.Routing.ModelSwitch(a, b, discards) }, new ModelDelta { Text = "Two" });

        Assert.Equal((expected, "b"), (completion.Choices.Single().Message.Content, completion.Model));
    }

    [Fact]
    public void Build_Refusal_HasNoContent()
    {
        var message = Build(new ModelDelta { Refusal = "I will" }, new ModelDelta { Refusal = " not." }).Choices[0].Message;

        Assert.Equal(("I will not.", false), (message.Refusal, message.HasContent));
    }

    [Fact]
    public void Build_ToolCallsInPieces_AreMergedByPlace()
    {
        var choice = Build(
            Calls(new ToolCall { Index = 0, Id = "call_a", Type = "function", Function = new FunctionCall { Name = "weather", Arguments = "" } }),
            Calls(new ToolCall { Index = 0, Function = new FunctionCall { Arguments = "{\"city\":" } }),
            Calls(new ToolCall { Index = 1, Id = "call_b", Type = "function", Function = new FunctionCall { Name = "time", Arguments = "{}" } }),
            Calls(new ToolCall { Index = 0, Function = new FunctionCall { Arguments = "\"Oslo\"}" } }),
            new ModelDelta { FinishReason = "tool_calls" }).Choices[0];

        Assert.Equal(
            [("call_a", "function", "weather", "{\"city\":\"Oslo\"}"), ("call_b", "function", "time", "{}")],
            choice.Message.ToolCalls.Select(c => (c.Id, c.Type, c.Function.Name, c.Function.Arguments)));
        Assert.Equal(("tool_calls", false), (choice.FinishReason, choice.Message.HasContent));
        Assert.All(choice.Message.ToolCalls, c => Assert.False(c.HasIndex));
    }

    [Fact]
    public void Build_ToolCallsWithoutPlaces_AreOneAfterAnother()
    {
        var calls = Build(
            Calls(new ToolCall { Id = "a", Function = new FunctionCall { Name = "f" } }, new ToolCall { Id = "b", Function = new FunctionCall { Name = "g" } })).Choices[0].Message.ToolCalls;

        Assert.Equal(["a", "b"], calls.Select(c => c.Id));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(128)]
    [InlineData(int.MaxValue)]
    public void Build_ToolCallAtAnAbsurdPlace_IsLeftOut(int index) =>
        Assert.DoesNotContain(Build(Calls(new ToolCall { Index = index, Id = "lost" })).Choices[0].Message.ToolCalls, c => c.Id == "lost");

    [Fact]
    public void Build_WordsAndToolCalls_KeepBoth()
    {
        var message = Build(new ModelDelta { Text = "Let me look." }, Calls(new ToolCall { Index = 0, Id = "a" })).Choices[0].Message;

        Assert.Equal(("Let me look.", 1), (message.Content, message.ToolCalls.Count));
    }

    [Fact]
    public void Build_Logprobs_AreOneListOfAllPieces()
    {
        var logprobs = Build(
            new ModelDelta { Logprobs = Value.Parser.ParseJson("{\"content\": [1], \"refusal\": null}") },
            new ModelDelta { Logprobs = Value.Parser.ParseJson("{\"content\": [2, 3]}") }).Choices[0].Logprobs;

        Assert.Equal(Value.Parser.ParseJson("{\"content\": [1, 2, 3], \"refusal\": null}"), logprobs);
    }

    [Fact]
    public void Build_Citation_IsAnAnnotation()
    {
        var builder = new CompletionBuilder("chatcmpl-1", "fake", 17);
        builder.Add(new TurnEvent(Citation: new Citation { FileId = "file-a", Filename = "a.txt", Index = 3, Start = 1, End = 5, Quote = "abcd", Score = 0.5, Page = 2 }));

        Assert.Equal(
            new Annotation { Type = "file_citation", FileId = "file-a", Filename = "a.txt", Index = 3, Start = 1, End = 5, Quote = "abcd", Score = 0.5, Page = 2 },
            Assert.Single(builder.Build().Choices[0].Message.Annotations));
    }

    private static ModelDelta Calls(params ToolCall[] calls) => new() { ToolCalls = calls };

    private static ChatCompletion Build(params ModelDelta[] deltas)
    {
        var builder = new CompletionBuilder("chatcmpl-1", "fake", 17);
        foreach (var delta in deltas) builder.Add(new TurnEvent(Delta: delta));
        return builder.Build();
    }
}
