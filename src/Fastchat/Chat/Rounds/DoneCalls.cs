using Fastchat.Contracts.Chat.V1;

namespace Fastchat.Chat.Rounds;

/// <summary>The calls of tools that were done in a turn, in the order in which they began, however they end.</summary>
internal sealed class DoneCalls
{
    private readonly List<ToolRun> _all = [];

    /// <summary>All so far.</summary>
    public IReadOnlyList<ToolRun> All => _all;

    /// <summary>Takes in what an event says of calls.</summary>
    public void Add(TurnEvent turnEvent)
    {
        if (turnEvent is not { Status: StatusKind.ToolStart or StatusKind.ToolEnd, Tool: { } tool }) return;
        var at = _all.FindIndex(r => r.CallId == tool.CallId && r.Outcome == ToolOutcome.Unspecified);
        var run = tool.Run ?? new ToolRun { CallId = tool.CallId, Name = tool.Name, Arguments = tool.Arguments };
        if (at < 0) _all.Add(run);
        else _all[at] = run;
    }

    /// <summary>The text that was said before no longer counts.</summary>
    public void Discard()
    {
        for (var i = 0; i < _all.Count; i++) _all[i] = new ToolRun(_all[i]) { TextBefore = 0 };
    }
}
