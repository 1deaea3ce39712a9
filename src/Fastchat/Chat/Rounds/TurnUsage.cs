using Fastchat.Contracts.OpenAI.V1;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Rounds;

/// <summary>What all rounds of a turn cost together.</summary>
internal sealed class TurnUsage
{
    private CompletionUsage? _sum;

    /// <summary>The sum; null when no round said.</summary>
    public CompletionUsage? Sum => _sum;

    public void Add(CompletionUsage? round)
    {
        if (round is null) return;
        if (_sum is null)
        {
            _sum = round.Clone();
            return;
        }

        _sum.PromptTokens += round.PromptTokens;
        _sum.CompletionTokens += round.CompletionTokens;
        _sum.TotalTokens += round.TotalTokens;
        _sum.PromptTokensDetails = Add(_sum.PromptTokensDetails, round.PromptTokensDetails);
        _sum.CompletionTokensDetails = Add(_sum.CompletionTokensDetails, round.CompletionTokensDetails);
    }

    // Details are what a provider states: numbers are summed, whatever they are called.
    private static Struct? Add(Struct? sum, Struct? round)
    {
        if (sum is null || round is null) return sum ?? round?.Clone();
        foreach (var (name, value) in round.Fields)
        {
            if (value.KindCase == Value.KindOneofCase.NumberValue && sum.Fields.TryGetValue(name, out var known) && known.KindCase == Value.KindOneofCase.NumberValue)
                known.NumberValue += value.NumberValue;
            else if (!sum.Fields.ContainsKey(name)) sum.Fields[name] = value.Clone();
        }

        return sum;
    }
}
