using Fastchat.Chat.Rounds;
using Fastchat.Governance.Encryption;
using Fastchat.ModelGateway;
using Fastchat.Testing;
using Fastchat.Tools;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.Chat.Context;

/// <summary>Turns over a gateway and the rooms of a test, with what they ask beside themselves.</summary>
internal sealed class TestTurns : IDisposable
{
    public TestTurns(TestRooms rooms, Gateway gateway, ToolLimits? limits = null)
    {
        Store = new SummaryStore(rooms.Database, rooms.DataKeys, rooms.Clock);
        Seal = new CompactionSeal(rooms.DataKeys);
        var asides = new Asides(gateway);
        Detached = new DetachedRuns(NullLogger<DetachedRuns>.Instance);
        Summaries = new Summaries(Store, asides, Detached, Logged);
        Rewriter = new QueryRewriter(asides, rooms.Clock, NullLogger<QueryRewriter>.Instance);
        Contexts = new ContextBuilder(gateway, Summaries, new Compactor(asides, Seal, NullLogger<Compactor>.Instance));
        Turn = new ChatTurn(gateway, rooms.Tenants, rooms.Retriever, rooms.Screens, new FileInputs(rooms.Files), Rewriter, Contexts, new ToolLoop(new ToolRunner(new CapturedLog<ToolRunner>()), limits ?? new ToolLimits(), rooms.Clock));
    }

    public SummaryStore Store { get; }

    public CompactionSeal Seal { get; }

    public Summaries Summaries { get; }

    public QueryRewriter Rewriter { get; }

    public ContextBuilder Contexts { get; }

    public ChatTurn Turn { get; }

    public DetachedRuns Detached { get; }

    public CapturedLog<Summaries> Logged { get; } = new();

    public void Dispose() => Detached.Dispose();
}
