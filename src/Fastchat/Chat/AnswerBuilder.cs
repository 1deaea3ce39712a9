using System.Text;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;

namespace Fastchat.Chat;

/// <summary>The events of a turn joined to the native answer: text, citations, end, cost.</summary>
internal sealed class AnswerBuilder(string model)
{
    private readonly StringBuilder _text = new();
    private readonly Completion _completion = new() { Model = model, FinishReason = "stop", Usage = new TokenUsage() };

    public void Add(TurnEvent turnEvent)
    {
        if (turnEvent is { Citation: { } citation, Choice: 0 }) _completion.Citations.Add(citation);
        if (turnEvent.Delta is not { Choice: 0 } delta) return;
        if (delta.Origin is { } origin) _completion.Model = origin.Name;
        if (delta.Switch is { Discards: true })
        {
            _text.Clear();
            _completion.Citations.Clear();
        }

        _text.Append(delta.Text);
        if (delta.FinishReason is { } reason) _completion.FinishReason = reason;
        if (delta.Usage is { } usage) _completion.Usage = ToUsage(usage);
    }

    public Completion Build()
    {
        _completion.Text = _text.ToString();
        return _completion;
    }

    private static TokenUsage ToUsage(CompletionUsage usage) =>
        new() { PromptTokens = usage.PromptTokens, CompletionTokens = usage.CompletionTokens, TotalTokens = usage.TotalTokens };
}
