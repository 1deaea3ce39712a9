using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Responses;

public sealed class ResponseStreamTests
{
    private static readonly TenantId Tenant = new("abcdefghjk");
    private static readonly string Id = Ids.New(Ids.Response, Tenant, TimeProvider.System);

    private static readonly ChatEvent Started = new() { Status = new StatusUpdate { Kind = StatusKind.Started } };
    private static readonly ChatEvent Searching = new() { Status = new StatusUpdate { Kind = StatusKind.Searching } };
    private static readonly ChatEvent Found = new() { Search = new SearchReport { Queries = { "q" }, Hits = { new SearchHit { FileId = "file-1", Filename = "a", Score = 1, Text = "t" } } } };

    [Fact]
    public void Tell_Words_NumbersFromZeroWithoutGaps()
    {
        var told = Told(Started, Said("a"), Said("b"), Done(text: "ab"));

        Assert.Equal(Enumerable.Range(0, told.Count).Select(i => (long)i), told.Select(e => e.SequenceNumber));
        Assert.Equal("ab", told[^1].Completed.Response.Output[0].Message.Parts.Parts[0].OutputText.Text);
    }

    [Fact]
    public void Tell_TheSameRunAgain_IsTheSame()
    {
        ChatEvent[] run = [Started, Searching, Found, Said("a"), Called(0, "f", "{"), Called(0, null, "}"), Called(1, "g", "{}"), Done("a", new RequestedCall { CallId = "c0", Name = "f", Arguments = "{}" })];

        Assert.Equal(Told(run), Told(run));
    }

    [Fact]
    public void Tell_AnItem_HasTheSameIdFromItsBeginningToTheEnd()
    {
        var told = Told(Started, Said("a"), Called(0, "f", "{}"), Done("a", new RequestedCall { CallId = "c0", Name = "f", Arguments = "{}" }));

        var added = told.Where(e => e.OutputItemAdded is not null).Select(e => ItemIds.Of(e.OutputItemAdded.Item)).ToList();
        Assert.Equal(added, told.Where(e => e.OutputItemDone is not null).Select(e => ItemIds.Of(e.OutputItemDone.Item)));
        Assert.Equal(added, told[^1].Completed.Response.Output.Select(ItemIds.Of));
        Assert.Equal(added, ResponseShape.Items(Done("a", new RequestedCall { CallId = "c0", Name = "f", Arguments = "{}" }).Complete, Id, tellsResults: true).Select(ItemIds.Of));
        Assert.All(added, id => Assert.True(Ids.IsOwned(id, id[..(id.IndexOf('_', StringComparison.Ordinal) + 1)], Tenant)));
    }

    [Fact]
    public void Tell_TwoCalls_EachIsDoneBeforeTheNextBegins()
    {
        var told = Told(Started, Called(0, "f", "{"), Called(0, null, "}"), Called(1, "g", "{}"), Done("", new RequestedCall(), new RequestedCall()));

        Assert.Equal(
            ["Created", "InProgress", "OutputItemAdded", "FunctionCallArgumentsDelta", "FunctionCallArgumentsDelta", "FunctionCallArgumentsDone", "OutputItemDone",
                "OutputItemAdded", "FunctionCallArgumentsDelta", "FunctionCallArgumentsDone", "OutputItemDone", "Completed"],
            told.Select(e => e.EventCase.ToString()));
        Assert.Equal("{}", told[5].FunctionCallArgumentsDone.Arguments);
        Assert.Equal("f", told[5].FunctionCallArgumentsDone.Name);
    }

    [Fact]
    public void Tell_WordsThenARefusal_AreTwoPartsOfOneMessage()
    {
        var refusal = new ChatEvent { Token = new TokenDelta { Refusal = "no" } };

        var end = Done("a");
        end.Complete.Refusal = "no";
        var told = Told(Started, Said("a"), refusal, end);

        var parts = told[^1].Completed.Response.Output.Single().Message.Parts.Parts;
        Assert.Equal(("a", "no"), (parts[0].OutputText.Text, parts[1].Refusal.Refusal));
        Assert.Equal(1, told.Single(e => e.RefusalDelta is not null).RefusalDelta.ContentIndex);
    }

    [Fact]
    public void Tell_NotAWord_IsAMessageWithoutOne()
    {
        var told = Told(Started, Done(""));

        Assert.Equal("", Assert.Single(told[^1].Completed.Response.Output).Message.Parts.Parts.Single().OutputText.Text);
        Assert.Contains(told, e => e.ContentPartDone is not null);
    }

    [Fact]
    public void Tell_AConversationMadeShort_IsAnItemAtOnceAndTheSameInTheEnd()
    {
        var compaction = new CompactedContext { EncryptedContent = "sealed", Messages = 3 };
        var made = new ChatEvent { Status = new StatusUpdate { Kind = StatusKind.ContextCompacted, Compaction = compaction } };
        var done = Done("a");
        done.Complete.Compaction = compaction;

        var told = Told(Started, made, Said("a"), done);

        Assert.Equal([ResponseItem.ItemOneofCase.Compaction, ResponseItem.ItemOneofCase.Message], told[^1].Completed.Response.Output.Select(i => i.ItemCase));
        Assert.Equal(told.First(e => e.OutputItemAdded is not null).OutputItemAdded.Item, told[^1].Completed.Response.Output[0]);
        Assert.Equal(ResponseShape.Items(done.Complete, Id, tellsResults: true).Select(ItemIds.Of), told[^1].Completed.Response.Output.Select(ItemIds.Of));
    }

    [Fact]
    public void Tell_NothingButAConversationMadeShort_HasNoMessage()
    {
        var compaction = new CompactedContext { EncryptedContent = "sealed" };
        var done = Done("");
        done.Complete.Compaction = compaction;

        var told = Told(Started, new ChatEvent { Status = new StatusUpdate { Kind = StatusKind.ContextCompacted, Compaction = compaction } }, done);

        Assert.Equal("sealed", Assert.Single(told[^1].Completed.Response.Output).Compaction.EncryptedContent);
    }

    [Theory]
    [InlineData(true, "t")]
    [InlineData(false, null)]
    public void Tell_ASearch_TellsResultsOnlyToWhoWantsThem(bool tells, string? text)
    {
        var stream = new ResponseStream(ResponseShape.Begun(new ResponseParams { Model = "m" }, Id, DateTimeOffset.UnixEpoch), tells);
        var told = new[] { Started, Searching, Found }.SelectMany(stream.Tell).ToList();

        Assert.Equal(text, told[^1].OutputItemDone.Item.FileSearchCall.Results?.Results[0].Text);
    }

    [Fact]
    public void Tell_AFailure_KeepsWhatWasSaidAndEndsWithErrorAndFailed()
    {
        var told = Told(Started, Said("a"), new ChatEvent { Error = new ErrorEvent { Code = "upstream_timeout", Message = "Late." } });

        Assert.Equal("incomplete", told[^3].OutputItemDone.Item.Message.Status);
        Assert.Equal(("upstream_timeout", "Late."), (told[^2].Error.Error.Code, told[^2].Error.Message));
        Assert.Equal(("failed", "upstream_timeout"), (told[^1].Failed.Response.Status, told[^1].Failed.Response.Error.Code));
    }

    [Fact]
    public void Tell_ACancel_EndsWithoutAnError()
    {
        var told = Told(Started, Said("a"), new ChatEvent { Error = new ErrorEvent { Code = "cancelled", Message = "Gone." } });

        Assert.DoesNotContain(told, e => e.Error is not null);
        Assert.Equal("cancelled", told[^1].Failed.Response.Status);
        Assert.Null(told[^1].Failed.Response.Error);
    }

    [Fact]
    public void Tell_InTheBackground_IsQueuedFirst()
    {
        var stream = new ResponseStream(ResponseShape.Begun(new ResponseParams { Model = "m", Background = true }, Id, DateTimeOffset.UnixEpoch), tellsResults: false);

        var told = stream.Tell(Started).ToList();

        Assert.Equal(["queued", "queued", "in_progress"], told.Select(e => (e.Created ?? e.Queued ?? e.InProgress).Response.Status));
    }

    [Fact]
    public void Tell_ServersToolsBetweenWords_AreItemsOfTheirOwnAndTheSameAsKept()
    {
        var (a, b) = (Run("s0", "now", ToolOutcome.Ok, round: 1, before: 3), Run("s1", "later", ToolOutcome.Timeout, round: 1, before: 3));
        var citation = new ChatEvent { Citation = new CitationEvent { Citation = new Citation { Index = 6, Marker = 1, FileId = "file-1" } } };
        var end = Done("a😀b c[1]d");
        end.Complete.ToolRuns.Add([a, b]);
        end.Complete.Citations.Add(citation.Citation.Citation);
        end.Complete.Rounds = 2;

        var told = Told(Started, Said("a😀b"), Begins(a), Begins(b), Ends(b), Ends(a), Said(" c"), Said("[1]"), citation, Said("d"), end);

        var output = told[^1].Completed.Response.Output;
        Assert.Equal(["Message", "McpCall", "McpCall", "Message"], output.Select(i => i.ItemCase.ToString()));
        Assert.Equal(output, ResponseShape.Items(end.Complete, Id, tellsResults: true));
        Assert.Equal(("completed", "now!", ""), (output[1].McpCall.Status, output[1].McpCall.Output, output[1].McpCall.Error));
        Assert.Equal(("failed", "", "later?"), (output[2].McpCall.Status, output[2].McpCall.Output, output[2].McpCall.Error));
        Assert.Equal(3, output[3].Message.Parts.Parts[0].OutputText.Annotations[0].Index);
        Assert.Equal([2, 1], told.Where(e => e.McpCallCompleted is not null || e.McpCallFailed is not null).Select(e => (e.McpCallCompleted ?? e.McpCallFailed).OutputIndex));
        Assert.Equal(
            ["OutputItemAdded", "McpCallInProgress", "McpCallArgumentsDelta", "McpCallArgumentsDone"],
            told.SkipWhile(e => e.OutputItemAdded?.Item.McpCall is null).Take(4).Select(e => e.EventCase.ToString()));
    }

    [Fact]
    public void Tell_CallersToolBesideTheServers_IsTheSameAsKept()
    {
        var run = Run("s0", "now", ToolOutcome.Ok, round: 1, before: 0);
        var end = Done("", new RequestedCall { CallId = "c0", Name = "f", Arguments = "{}" });
        end.Complete.ToolRuns.Add(run);
        end.Complete.FinishReason = "tool_calls";

        var output = Told(Started, Called(0, "f", "{}"), Begins(run), Ends(run), end)[^1].Completed.Response.Output;

        Assert.Equal(["FunctionCall", "McpCall"], output.Select(i => i.ItemCase.ToString()));
        Assert.Equal(output, ResponseShape.Items(end.Complete, Id, tellsResults: true));
    }

    [Fact]
    public void Tell_FailsInAServersTool_LeavesItIncomplete()
    {
        var told = Told(Started, Begins(Run("s0", "now", ToolOutcome.Ok, 1, 0)), new ChatEvent { Error = new ErrorEvent { Code = "tool_limit_reached", Message = "Time." } });

        Assert.Equal("incomplete", Assert.Single(told[^1].Failed.Response.Output).McpCall.Status);
        Assert.Equal("incomplete", told[^3].OutputItemDone.Item.McpCall.Status);
    }

    private static ToolRun Run(string id, string name, ToolOutcome outcome, int round, int before)
    {
        var run = new ToolRun { CallId = id, Name = name, Arguments = "{}", Outcome = outcome, Round = round, TextBefore = before };
        if (outcome == ToolOutcome.Ok) run.Output = $"{name}!";
        else run.Error = $"{name}?";
        return run;
    }

    private static ChatEvent Begins(ToolRun run) =>
        new() { Status = new StatusUpdate { Kind = StatusKind.ToolStart, ToolStep = new ToolStep { CallId = run.CallId, Name = run.Name, Arguments = run.Arguments } } };

    private static ChatEvent Ends(ToolRun run) => new() { Status = new StatusUpdate { Kind = StatusKind.ToolEnd, ToolStep = new ToolStep { CallId = run.CallId, Name = run.Name, Run = run } } };

    private static List<ResponseStreamEvent> Told(params ChatEvent[] run)
    {
        var stream = new ResponseStream(ResponseShape.Begun(new ResponseParams { Model = "m" }, Id, DateTimeOffset.UnixEpoch), tellsResults: true);
        return [.. run.SelectMany(stream.Tell)];
    }

    private static ChatEvent Said(string text) => new() { Token = new TokenDelta { Text = text } };

    private static ChatEvent Called(int index, string? name, string arguments)
    {
        var piece = new ToolCallDelta { Index = index, Arguments = arguments };
        if (name is not null) (piece.CallId, piece.Name) = ($"c{index}", name);
        return new ChatEvent { Tool = piece };
    }

    private static ChatEvent Done(string text, params RequestedCall[] calls) => new()
    {
        Timestamp = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
        Complete = new Completion { Text = text, FinishReason = "stop", Usage = new TokenUsage(), ToolCalls = { calls } },
    };
}
