using Fastchat.Chat.Rounds;
using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Completions;

/// <summary>The events of a turn joined to OpenAI's whole answer.</summary>
internal sealed class CompletionBuilder(string id, string model, long created)
{
    private SortedDictionary<int, ChoiceBuilder> _choices = Empty();
    private readonly DoneCalls _done = new();
    private CompletionUsage _usage = new();
    private string _model = model;

    public string Id => id;

    public long Created => created;

    public void Add(TurnEvent turnEvent)
    {
        _done.Add(turnEvent);
        if (turnEvent.Citation is { } citation) Choice(turnEvent.Choice).Add(citation);
        if (turnEvent.Delta is not { } delta) return;
        if (delta.Origin is { } origin)
        {
            _model = origin.Name;
            if (delta.Switch is { Discards: true }) (_choices, _usage) = (Empty(), new CompletionUsage());
            return;
        }

        Choice(delta.Choice).Add(delta);
        _usage = delta.Usage ?? _usage;
    }

    public ChatCompletion Build()
    {
        var completion = new ChatCompletion
        {
            Id = id,
            Object = "chat.completion",
            Created = created,
            Model = _model,
            Choices = { _choices.Values.Select(c => c.Build()) },
            Usage = _usage,
        };
        completion.Choices[0].Message.ServerToolCalls.AddRange(_done.All.Select(ToolRuns.ToOpenAI));
        return completion;
    }

    private static SortedDictionary<int, ChoiceBuilder> Empty() => new() { [0] = new ChoiceBuilder(0) };

    private ChoiceBuilder Choice(int index) => _choices.TryGetValue(index, out var choice) ? choice : _choices[index] = new ChoiceBuilder(index);
}
