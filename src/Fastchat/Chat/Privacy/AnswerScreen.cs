using System.Runtime.CompilerServices;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Governance.Privacy;
using Fastchat.ModelGateway;

namespace Fastchat.Chat.Privacy;

/// <summary>
/// Looks through an answer while it streams: its words, refusals and arguments of functions, and the words it cites. Log
/// probabilities spell the answer once more, token by token, and are left out.
/// </summary>
internal sealed class AnswerScreen(PrivacyScope scope, Action<string> log)
{
    private readonly SortedDictionary<int, ChoiceScreen> _choices = [];

    /// <summary>The answer as it may leave.</summary>
    /// <exception cref="Foundation.FastchatException">CONTENT_BLOCKED: what came before is all that leaves.</exception>
    public async IAsyncEnumerable<ModelDelta> FilterAsync(IAsyncEnumerable<ModelDelta> source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var delta in source.WithCancellation(cancellationToken))
        {
            if (delta.Origin is not null || delta.Dropped is not null)
            {
                // Who speaks and what was left out, which is nobody's personal data; an answer that begins anew is looked through anew.
                if (delta.Switch is { Discards: true }) _choices.Clear();
                yield return delta;
                continue;
            }

            if (!_choices.TryGetValue(delta.Choice, out var choice)) _choices[delta.Choice] = choice = new ChoiceScreen(delta.Choice, scope);
            if (await choice.FilterAsync(delta, cancellationToken) is { } filtered) yield return filtered;
        }

        // Answers that ended without saying so.
        foreach (var choice in _choices.Values)
        {
            if (await choice.EndAsync(cancellationToken) is { } rest) yield return rest;
        }

        // What a model says in a further round is looked through anew.
        _choices.Clear();
    }

    /// <summary>An event whose citation quotes only what may leave; its place in the document stays what it is.</summary>
    public async ValueTask<TurnEvent> FilterAsync(TurnEvent turnEvent, CancellationToken cancellationToken)
    {
        if (turnEvent.Citation is not { } citation) return turnEvent;
        var quote = await scope.ApplyAsync(citation.Quote, param: null, cancellationToken);
        if (ReferenceEquals(quote, citation.Quote)) return turnEvent;
        citation = citation.Clone();
        citation.Quote = quote;
        return turnEvent with { Citation = citation };
    }

    /// <summary>What was found; null for nothing.</summary>
    public TurnEvent? Report()
    {
        if (scope.Tally.IsEmpty) return null;
        var counts = scope.Tally.ToString();
        log(counts);
        return new TurnEvent(StatusKind.PersonalData, Message: $"answer: {counts}");
    }
}
