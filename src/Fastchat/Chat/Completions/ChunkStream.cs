using Fastchat.Chat.Rounds;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.ModelGateway;

namespace Fastchat.Chat.Completions;

/// <summary>The events of a turn as OpenAI's chunks: role first, then content, then the finish reason, then the usage if asked for.</summary>
internal sealed class ChunkStream(string id, string model, long created, bool includeUsage)
{
    private readonly HashSet<int> _begun = [];
    private readonly DoneCalls _done = new();
    private CompletionUsage? _usage;
    private string _model = model;

    /// <summary>The chunks an event becomes.</summary>
    public IEnumerable<StreamChatCompletionResponse> Of(TurnEvent turnEvent)
    {
        _done.Add(turnEvent);
        if (turnEvent.Citation is { } citation)
        {
            yield return Chunk(turnEvent.Choice, new ChoiceDelta { Annotations = { Annotations.Of(citation) } });
            yield break;
        }

        if (turnEvent.Delta is not { } delta) yield break;
        if (delta.Origin is { } origin)
        {
            _model = origin.Name;
            if (delta.Switch is { } taken) yield return Switched(taken);
            yield break;
        }

        _usage = delta.Usage ?? _usage;
        var says = delta is { Text: not null } or { Refusal: not null } or { ToolCalls: not null };
        if (!says && delta.FinishReason is null) yield break;

        // Clients take the role from the first chunk of each answer.
        if (_begun.Add(delta.Choice)) yield return Chunk(delta.Choice, new ChoiceDelta { Role = "assistant", Content = "" });
        if (says) yield return Chunk(delta.Choice, Delta(delta), delta);
        if (delta.FinishReason is not { } reason) yield break;

        // All at once: libraries that join deltas keep the last list.
        if (_done.All.Count > 0) yield return Chunk(delta.Choice, new ChoiceDelta { ServerToolCalls = { _done.All.Select(ToolRuns.ToOpenAI) } });
        yield return Chunk(delta.Choice, new ChoiceDelta(), reason: reason);
    }

    /// <summary>The last chunk: the usage and no choices; null when it was not asked for.</summary>
    public StreamChatCompletionResponse? Usage() => includeUsage
        ? new StreamChatCompletionResponse { Chunk = Empty(new NullableUsage { Usage = _usage ?? new CompletionUsage() }) }
        : null;

    private StreamChatCompletionResponse Chunk(int choice, ChoiceDelta delta, ModelDelta? source = null, string? reason = null)
    {
        var chunk = Empty(includeUsage ? new NullableUsage() : null);
        var piece = new ChunkChoice { Index = choice, Delta = delta, Logprobs = source?.Logprobs };
        if (reason is not null) piece.FinishReason = reason;
        chunk.Choices.Add(piece);
        return new StreamChatCompletionResponse { Chunk = chunk };
    }

    // With an empty piece: clients that look for the first choice find one.
    private StreamChatCompletionResponse Switched(ModelGateway.Routing.ModelSwitch taken)
    {
        var chunk = Chunk(0, new ChoiceDelta());
        chunk.Chunk.ModelSwitched = new ModelSwitch { From = taken.From.Name, To = taken.To.Name, Discards = taken.Discards };
        return chunk;
    }

    private ChatCompletionChunk Empty(NullableUsage? usage) => new() { Id = id, Object = "chat.completion.chunk", Created = created, Model = _model, Usage = usage };

    private static ChoiceDelta Delta(ModelDelta source)
    {
        var delta = new ChoiceDelta();
        if (source.Text is not null) delta.Content = source.Text;
        if (source.Refusal is not null) delta.Refusal = source.Refusal;
        if (source.ToolCalls is not null) delta.ToolCalls.AddRange(source.ToolCalls);
        return delta;
    }
}
