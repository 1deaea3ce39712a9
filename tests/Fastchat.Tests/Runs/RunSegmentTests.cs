using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Type.V1;

namespace Fastchat.Runs;

public sealed class RunSegmentTests
{
    [Fact]
    public void Read_EveryKindOfEvent_IsAsItWas()
    {
        var events = new[]
        {
            Event(5, e => e.Status = new StatusUpdate { Kind = StatusKind.Started }),
            Event(6, e => e.Token = new TokenDelta { Text = "Word" }),
            Event(7, e => e.Citation = new CitationEvent { Citation = new Citation { Marker = 1, FileId = "file-a" } }),
            Event(8, e => e.Usage = new UsageReport { IsFinal = true, Usage = new TokenUsage { PromptTokens = 1 } }),
            Event(9, e => e.Error = new ErrorEvent { Code = "internal" }),
            Event(10, e => e.Complete = new Completion { Text = "Word" }),
        };

        var segment = RunSegment.Of("run_1", events);

        Assert.Equal(("run_1", 5UL, 10UL), (segment.RunId, segment.First, segment.Last));
        Assert.Equal(events, RunSegment.Read("run_1", segment.Bytes));
    }

    [Fact]
    public void Of_EveryPayloadOfTheContract_CanBeStored()
    {
        foreach (var field in ChatEvent.Descriptor.Oneofs.Single(o => o.Name == "payload").Fields)
        {
            var whole = Event(1, e => field.Accessor.SetValue(e, field.MessageType.Parser.ParseFrom([])));

            Assert.Equal([whole], RunSegment.Read("run_1", RunSegment.Of("run_1", [whole]).Bytes));
        }
    }

    [Fact]
    public void Of_ManyTokens_IsSmall()
    {
        var events = Enumerable.Range(1, 100).Select(i => RunTails.Token("run_0123456789", (ulong)i, "token")).ToList();

        var perToken = RunSegment.Of("run_0123456789", events).Bytes.Length / 100;

        Assert.InRange(perToken, 7, 24);
        Assert.InRange(events[0].CalculateSize(), 100, 200);
    }

    [Fact]
    public void Ids_OfOneRun_AreInTheOrderOfTheirEvents()
    {
        ulong[] firsts = [1, 9, 10, 99, 100, 4_000_000_000, 9_999_999_999_999_999];

        Assert.Equal(firsts.Select(f => RunSegment.IdOf("run_1", f)), firsts.Select(f => RunSegment.IdOf("run_1", f)).Order(StringComparer.Ordinal));
    }

    private static ChatEvent Event(ulong sequence, Action<ChatEvent> fill)
    {
        var made = RunTails.Token("run_1", sequence, "");
        made.ThreadId = "thread_1";
        fill(made);
        return made;
    }
}
