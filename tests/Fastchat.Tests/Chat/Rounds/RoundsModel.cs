using System.Runtime.CompilerServices;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.ModelGateway;

namespace Fastchat.Chat.Rounds;

/// <summary>A model that says something else each time it is asked; each time it costs 3 and 2 tokens.</summary>
internal sealed class RoundsModel : IChatModel
{
    private readonly List<(string? Reason, ModelDelta[] Deltas)> _rounds = [];

    /// <summary>What it was asked, in order.</summary>
    public List<ModelRequest> Asked { get; } = [];

    /// <summary>A round that ends as it should.</summary>
    public RoundsModel Round(params ModelDelta[] deltas) => Round(deltas.Any(d => d.ToolCalls is not null) ? "tool_calls" : "stop", deltas);

    /// <summary>A round that ends for a reason.</summary>
    public RoundsModel Round(string reason, params ModelDelta[] deltas)
    {
        _rounds.Add((reason, deltas));
        return this;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (reason, deltas) = _rounds[Asked.Count];
        Asked.Add(request);
        await Task.Yield();
        foreach (var delta in deltas) yield return delta;
        yield return new ModelDelta { FinishReason = reason };
        yield return new ModelDelta { Usage = new CompletionUsage { PromptTokens = 3, CompletionTokens = 2, TotalTokens = 5 } };
    }
}
