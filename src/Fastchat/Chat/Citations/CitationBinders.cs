using Fastchat.Contracts.Retrieval.V1;
using Fastchat.ModelGateway;

namespace Fastchat.Chat.Citations;

/// <summary>A citation binder for each answer of a turn.</summary>
internal sealed class CitationBinders(IReadOnlyList<Passage> passages)
{
    private readonly SortedDictionary<int, CitationBinder> _binders = [];

    /// <summary>How many citations were taken out of the answers.</summary>
    public int Dropped => _binders.Values.Sum(b => b.Dropped);

    /// <summary>What a delta of the model becomes.</summary>
    public IEnumerable<TurnEvent> Bind(ModelDelta delta)
    {
        if (delta.Origin is not null)
        {
            // Of an answer that begins anew, nothing is held back and no offset counts on.
            if (delta.Switch is { Discards: true }) _binders.Clear();
            yield return new TurnEvent(Delta: delta);
            yield break;
        }

        if (!_binders.TryGetValue(delta.Choice, out var binder)) _binders[delta.Choice] = binder = new CitationBinder(delta.Choice, passages);
        if (delta.Text is not null)
        {
            foreach (var bound in binder.Append(delta.Text)) yield return bound;
        }

        // What was held back belongs before the end.
        if (delta.FinishReason is not null)
        {
            foreach (var bound in binder.End()) yield return bound;
        }

        if (delta is { Refusal: null, ToolCalls: null, Logprobs: null, FinishReason: null, Usage: null }) yield break;
        yield return new TurnEvent(Delta: new ModelDelta
        {
            Choice = delta.Choice,
            Refusal = delta.Refusal,
            ToolCalls = delta.ToolCalls,
            Logprobs = delta.Logprobs,
            FinishReason = delta.FinishReason,
            Usage = delta.Usage,
        });
    }

    /// <summary>What was held back by answers that ended without saying so.</summary>
    public IEnumerable<TurnEvent> End() => _binders.Values.SelectMany(b => b.End());
}
