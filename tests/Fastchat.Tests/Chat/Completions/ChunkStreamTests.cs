using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Routing;
using ModelSwitch = Fastchat.Contracts.Type.V1.ModelSwitch;

namespace Fastchat.Chat.Completions;

public sealed class ChunkStreamTests
{
    [Fact]
    public void Of_Answer_IsRoleThenWordsThenReason()
    {
        var chunks = Play(new ChunkStream("chatcmpl-1", "fake", 17, includeUsage: false), Delta(text: "One"), Delta(text: " two."), Delta(reason: "stop"));

        Assert.Equal(["role:", "One", " two.", "stop"], chunks.Select(Describe));
        Assert.All(chunks, c => Assert.Equal(("chatcmpl-1", "chat.completion.chunk", 17L, "fake"), (c.Id, c.Object, c.Created, c.Model)));
        Assert.All(chunks, c => Assert.Null(c.Usage));
    }

    [Fact]
    public void Of_LastWordWithReason_AreTwoChunks()
    {
        var chunks = Play(new ChunkStream("x", "fake", 0, false), Delta(text: "One", reason: "length"));

        Assert.Equal(["role:", "One", "length"], chunks.Select(Describe));
        Assert.False(chunks[1].Choices[0].HasFinishReason);
    }

    [Fact]
    public void Of_ReasonAlone_StillBeginsWithTheRole() =>
        Assert.Equal(["role:", "content_filter"], Play(new ChunkStream("x", "fake", 0, false), Delta(reason: "content_filter")).Select(Describe));

    [Fact]
    public void Of_SeveralChoices_EachBeginsWithItsRole()
    {
        var chunks = Play(new ChunkStream("x", "fake", 0, false), Delta(text: "a"), Delta(choice: 1, text: "b"), Delta(text: "c"));

        Assert.Equal([(0, "role:"), (0, "a"), (1, "role:"), (1, "b"), (0, "c")], chunks.Select(c => (c.Choices[0].Index, Describe(c))));
    }

    [Fact]
    public void Of_StatusOrUsageAlone_IsNoChunk() => Assert.Empty(Play(
        new ChunkStream("x", "fake", 0, true), new TurnEvent(StatusKind.Searching), new TurnEvent(Delta: new ModelDelta { Usage = new CompletionUsage() })));

    [Fact]
    public void Of_ServersTools_AreToldTogetherBeforeTheReason()
    {
        var (begins, ends) = (new ToolStep { CallId = "c", Name = "clock", Arguments = "{}" }, new ToolStep { Run = new ToolRun { CallId = "c", Name = "clock", Arguments = "{}", Outcome = ToolOutcome.Ok, Output = "noon" } });
        ends.CallId = "c";

        var chunks = Play(
            new ChunkStream("x", "fake", 0, false), Delta(text: "One"), new TurnEvent(StatusKind.ToolStart, Tool: begins), new TurnEvent(StatusKind.ToolEnd, Tool: ends), Delta(text: "Two"), Delta(reason: "stop"));

        Assert.Equal(5, chunks.Count);
        Assert.Equal([new ServerToolCall { Id = "c", Name = "clock", Arguments = "{}", Outcome = "ok", Output = "noon" }], chunks[3].Choices[0].Delta.ServerToolCalls);
        Assert.Equal("stop", chunks[4].Choices[0].FinishReason);
    }

    [Fact]
    public void Of_Origin_NamesTheModelThatAnswers() =>
        Assert.All(Play(new ChunkStream("x", "fake", 0, false), Origin("other"), Delta(text: "One")), c => Assert.Equal("other", c.Model));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_Switch_IsAChunkWithAnEmptyPiece(bool discards)
    {
        var chunks = Play(new ChunkStream("x", "fake", 0, false), Origin("a"), Delta(text: "One"), Origin("b", from: "a", discards), Delta(text: "Two"));

        var at = chunks.FindIndex(c => c.ModelSwitched is not null);
        Assert.Equal(new ModelSwitch { From = "a", To = "b", Discards = discards }, chunks[at].ModelSwitched);
        Assert.Equal(new ChoiceDelta(), chunks[at].Choices[0].Delta);
        Assert.Equal(["role:", "One", "", "Two"], chunks.Select(Describe));
        Assert.Equal(["a", "a", "b", "b"], chunks.Select(c => c.Model));
    }

    [Fact]
    public void Of_Citation_IsAnAnnotationOfItsChoice()
    {
        var chunk = Assert.Single(Play(new ChunkStream("x", "fake", 0, false), new TurnEvent(Citation: new Citation { FileId = "file-a", Index = 4 }, Choice: 1)));

        Assert.Equal((1, "file_citation", "file-a", 4), (chunk.Choices[0].Index, chunk.Choices[0].Delta.Annotations[0].Type, chunk.Choices[0].Delta.Annotations[0].FileId, chunk.Choices[0].Delta.Annotations[0].Index));
    }

    [Fact]
    public void Of_ToolCallsAndRefusal_ArePassedOn()
    {
        var call = new ToolCall { Index = 0, Id = "call_1", Function = new FunctionCall { Name = "f" } };

        var chunks = Play(new ChunkStream("x", "fake", 0, false), new TurnEvent(Delta: new ModelDelta { ToolCalls = [call], Refusal = "No." }));

        Assert.Equal((call, "No.", false), (chunks[1].Choices[0].Delta.ToolCalls[0], chunks[1].Choices[0].Delta.Refusal, chunks[1].Choices[0].Delta.HasContent));
    }

    [Fact]
    public void Usage_AskedFor_IsNullInEachChunkAndStatedInTheLast()
    {
        var stream = new ChunkStream("x", "fake", 0, includeUsage: true);
        var usage = new CompletionUsage { TotalTokens = 5 };

        var chunks = Play(stream, Delta(text: "One"), new TurnEvent(Delta: new ModelDelta { FinishReason = "stop", Usage = usage }));

        Assert.All(chunks, c => Assert.Equal(new NullableUsage(), c.Usage));
        var last = stream.Usage()!.Chunk;
        Assert.Empty(last.Choices);
        Assert.Equal(usage, last.Usage.Usage);
    }

    [Fact]
    public void Usage_NotAskedFor_IsNone()
    {
        var stream = new ChunkStream("x", "fake", 0, includeUsage: false);
        Play(stream, new TurnEvent(Delta: new ModelDelta { FinishReason = "stop", Usage = new CompletionUsage() }));

        Assert.Null(stream.Usage());
    }

    [Fact]
    public void Usage_NoneStated_IsZero() => Assert.Equal(new CompletionUsage(), new ChunkStream("x", "fake", 0, true).Usage()!.Chunk.Usage.Usage);

    private static List<ChatCompletionChunk> Play(ChunkStream stream, params TurnEvent[] events) => [.. events.SelectMany(stream.Of).Select(c => c.Chunk)];

    private static TurnEvent Delta(int choice = 0, string? text = null, string? reason = null) => new(Delta: new ModelDelta { Choice = choice, Text = text, FinishReason = reason });

    private static TurnEvent Origin(string name, string? from = null, bool discards = false)
    {
        var origin = new ModelOrigin(name, "p", name);
        return new TurnEvent(Delta: new ModelDelta { Origin = origin, Switch = from is null ? null : new Fastchat.ModelGateway.Routing.ModelSwitch(new ModelOrigin(from, "p", from), origin, discards) });
    }

    private static string Describe(ChatCompletionChunk chunk)
    {
        var choice = chunk.Choices.Single();
        if (choice.Delta.HasRole) return $"role:{choice.Delta.Content}";
        return choice.HasFinishReason ? choice.FinishReason : choice.Delta.Content;
    }
}
