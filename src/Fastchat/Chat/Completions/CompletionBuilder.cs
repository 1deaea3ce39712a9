using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Completions;

/// <summary>The events of a turn joined to OpenAI's whole answer.</summary>
internal sealed class CompletionBuilder(string id, string model, long created)
{
    private readonly SortedDictionary<int, ChoiceBuilder> _choices = new() { [0] = new ChoiceBuilder(0) };
    private CompletionUsage _usage = new();

    public string Id => id;

    public long Created => created;

    public void Add(TurnEvent turnEvent)
    {
        if (turnEvent.Citation is { } citation) Choice(turnEvent.Choice).Add(citation);
        if (turnEvent.Delta is not { } delta) return;
        Choice(delta.Choice).Add(delta);
        _usage = delta.Usage ?? _usage;
    }

    public ChatCompletion Build() => new()
    {
        Id = id,
        Object = "chat.completion",
        Created = created,
        Model = model,
        Choices = { _choices.Values.Select(c => c.Build()) },
        Usage = _usage,
    };

    private ChoiceBuilder Choice(int index) => _choices.TryGetValue(index, out var choice) ? choice : _choices[index] = new ChoiceBuilder(index);
}
