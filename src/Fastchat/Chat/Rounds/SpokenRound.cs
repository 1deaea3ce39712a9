using System.Text;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Language;
using Fastchat.ModelGateway;

namespace Fastchat.Chat.Rounds;

/// <summary>What a model says in one round: its words go on to the caller as they come, and so do calls of his tools; the server's are kept.</summary>
/// <param name="callers">The names of the caller's tools.</param>
/// <param name="firstCallerIndex">How many calls of the caller's tools there were before.</param>
/// <param name="isFirst">Whether it is the turn's first round.</param>
internal sealed class SpokenRound(IReadOnlySet<string> callers, int firstCallerIndex, bool isFirst)
{
    private const int MostCalls = 128;

    private readonly SortedDictionary<int, SpokenCall> _calls = [];
    private readonly StringBuilder _text = new();
    private int _firstCallerIndex = firstCallerIndex;
    private int _callers;

    /// <summary>The calls, in the model's order.</summary>
    public IReadOnlyCollection<SpokenCall> Calls => _calls.Values;

    /// <summary>How many of them are of the caller's tools.</summary>
    public int CallersCalls => _callers;

    public string Text => _text.ToString();

    public int CodePointsOfText => CodePoints.Count(Text);

    /// <summary>Why the model stopped; null when it did not say.</summary>
    public string? FinishReason { get; private set; }

    public CompletionUsage? Usage { get; private set; }

    /// <summary>Whether what was said before no longer counts: another model has begun anew.</summary>
    public bool Discards { get; private set; }

    /// <summary>Whether the model waits for answers to calls. One that was cut off does not: its last call is half a call.</summary>
    public bool Asks => _calls.Count > 0 && FinishReason is null or "tool_calls" or "function_call" or "stop";

    /// <summary>What of an event goes on; null for nothing. How a round ends is for the end of the turn to say.</summary>
    public TurnEvent? Pass(TurnEvent turnEvent)
    {
        if (turnEvent.Delta is not { } delta) return turnEvent.Status == StatusKind.ParamsDropped && !isFirst ? null : turnEvent;
        if (delta.Switch is { Discards: true }) Forget();
        if (delta.Origin is not null) return turnEvent;
        _text.Append(delta.Text);
        FinishReason = delta.FinishReason ?? FinishReason;
        Usage = delta.Usage ?? Usage;
        if (delta is { ToolCalls: null, FinishReason: null, Usage: null }) return turnEvent;
        var told = new ModelDelta { Choice = delta.Choice, Text = delta.Text, Refusal = delta.Refusal, Logprobs = delta.Logprobs, Rest = delta.Rest, ToolCalls = Take(delta.ToolCalls) };
        return told is { Text: null, Refusal: null, Logprobs: null, Rest: null, ToolCalls: null } ? null : turnEvent with { Delta = told };
    }

    private List<ToolCall>? Take(IReadOnlyList<ToolCall>? pieces)
    {
        List<ToolCall>? told = null;
        foreach (var piece in pieces ?? [])
        {
            // Streamed calls come in pieces that name their place.
            var index = piece.HasIndex ? piece.Index : _calls.Count;
            if (index is < 0 or >= MostCalls) continue;
            var begins = !_calls.TryGetValue(index, out var call);
            if (begins) _calls[index] = call = Begin(piece);
            call!.Add(piece);
            if (call.IsCallers) (told ??= []).Add(call.Told(piece, begins));
        }

        return told;
    }

    private SpokenCall Begin(ToolCall piece)
    {
        var name = piece.Function?.Name ?? piece.Custom?.Name ?? "";
        return new SpokenCall(piece, callers.Contains(name) ? _firstCallerIndex + _callers++ : -1);
    }

    private void Forget()
    {
        Discards = true;
        _calls.Clear();
        _text.Clear();
        (_firstCallerIndex, _callers) = (0, 0);
    }
}
