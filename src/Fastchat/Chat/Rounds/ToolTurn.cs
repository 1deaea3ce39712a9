using Fastchat.Contracts.OpenAI.V1;
using Fastchat.ModelGateway;
using Fastchat.Tools;

namespace Fastchat.Chat.Rounds;

/// <summary>What a turn with tools has come to so far.</summary>
internal sealed class ToolTurn
{
    private readonly ToolLimits _limits;
    private readonly int _mostCalls;
    private readonly HashSet<string> _callers;
    private readonly Dictionary<string, RegisteredTool> _tools;
    private int _begun;
    private int _ended;
    private int _refused;
    private int _callersCalls;

    public ToolTurn(TurnRequest request, ToolLimits limits, ChatCompletionParams parameters)
    {
        Request = request;
        _limits = limits;
        _mostCalls = Math.Min(limits.Calls, request.MaxToolCalls ?? limits.Calls);
        _tools = request.ServerTools.ToDictionary(t => t.Name, StringComparer.Ordinal);
        _callers = parameters.Tools.Select(t => OpenJson.Text(t.Function?.Function ?? t.Custom?.Custom, "name")).OfType<string>().Where(n => !_tools.ContainsKey(n)).ToHashSet(StringComparer.Ordinal);
    }

    public TurnRequest Request { get; }

    public TurnUsage Usage { get; } = new();

    /// <summary>The most calls that are under way at once.</summary>
    public int AtOnce => _limits.CallsAtOnce;

    /// <summary>How much of the answer's text was said in the rounds that have ended, in code points.</summary>
    public int TextBefore { get; private set; }

    /// <summary>Whether the model is asked for the last time, and may call nothing.</summary>
    public bool IsLast { get; private set; }

    public SpokenRound Begin(int round) => new(_callers, _callersCalls, round == 1);

    public void End(SpokenRound said)
    {
        Usage.Add(said.Usage);
        TextBefore = said.CodePointsOfText + (said.Discards ? 0 : TextBefore);
        _callersCalls = said.CallersCalls + (said.Discards ? 0 : _callersCalls);
    }

    /// <summary>The tool that a call of the server's is for; null when there is none.</summary>
    public RegisteredTool? Find(string name) => _tools.GetValueOrDefault(name);

    /// <summary>Takes a call of the many that may be done; false when there are no more.</summary>
    public bool TryBegin()
    {
        if (IsLast || _begun >= _mostCalls)
        {
            _refused++;
            return false;
        }

        _begun++;
        return true;
    }

    public int CountEnded() => ++_ended;

    /// <summary>The limit that a round has reached; null for none. Behind it the model is asked once more.</summary>
    public string? FindLimit(int round)
    {
        var limit = _refused > 0 ? $"calls: {_mostCalls}" : round >= _limits.Rounds ? $"rounds: {_limits.Rounds}" : null;
        IsLast = limit is not null;
        return limit;
    }

    /// <summary>How the turn ends: with the cost of all its rounds.</summary>
    public TurnEvent Ended(string reason) => new(Delta: new ModelDelta { FinishReason = reason, Usage = Usage.Sum });
}
