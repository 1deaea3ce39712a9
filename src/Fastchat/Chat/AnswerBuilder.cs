using System.Text;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat;

/// <summary>The events of a turn joined to the native answer: text, citations, calls, end, cost.</summary>
internal sealed class AnswerBuilder(string model)
{
    /// <summary>Why an answer ended that was cancelled; only threads keep such ones.</summary>
    public const string Cut = "cancelled";

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _refusal = new();
    private readonly Completion _completion = new() { Model = model, FinishReason = "stop", Usage = new TokenUsage() };
    private RequestedCalls _calls = new();

    public void Add(TurnEvent turnEvent)
    {
        _completion.Search = turnEvent.Search ?? _completion.Search;
        if (turnEvent is { Citation: { } citation, Choice: 0 }) _completion.Citations.Add(citation);
        if (turnEvent.Delta is not { Choice: 0 } delta) return;
        if (delta.Origin is { } origin) _completion.Model = origin.Name;
        if (delta.Switch is { Discards: true }) Discard();
        _text.Append(delta.Text);
        _refusal.Append(delta.Refusal);
        if (delta.Logprobs is not null) _completion.Logprobs.AddRange(Logprobs(delta));
        if (delta.FinishReason is { } reason) _completion.FinishReason = reason;
        if (delta.Usage is { } usage) _completion.Usage = ToUsage(usage);
    }

    /// <summary>Adds the calls that a delta asks for, and tells them in native words.</summary>
    public IEnumerable<ToolCallDelta> AddCalls(ModelGateway.ModelDelta delta) => _calls.Add(delta.ToolCalls);

    public Completion Build()
    {
        _completion.Text = _text.ToString();
        if (_refusal.Length > 0) _completion.Refusal = _refusal.ToString();
        _completion.ToolCalls.AddRange(_calls.All);
        return _completion;
    }

    /// <summary>The log probabilities of a delta's tokens, as providers of OpenAI's protocol state them: {"content": [...]}.</summary>
    public static IEnumerable<Struct> Logprobs(ModelGateway.ModelDelta delta) =>
        delta.Logprobs is { KindCase: Value.KindOneofCase.StructValue } stated && stated.StructValue.Fields.TryGetValue("content", out var content) && content.ListValue is { } tokens
            ? tokens.Values.Where(t => t.KindCase == Value.KindOneofCase.StructValue).Select(t => t.StructValue)
            : [];

    private void Discard()
    {
        _text.Clear();
        _refusal.Clear();
        _completion.Citations.Clear();
        _completion.Logprobs.Clear();
        _calls = new RequestedCalls();
    }

    private static TokenUsage ToUsage(CompletionUsage usage) => new()
    {
        PromptTokens = usage.PromptTokens,
        CompletionTokens = usage.CompletionTokens,
        TotalTokens = usage.TotalTokens,
        CachedPromptTokens = Detail(usage.PromptTokensDetails, "cached_tokens"),
        ReasoningTokens = Detail(usage.CompletionTokensDetails, "reasoning_tokens"),
    };

    private static long Detail(Struct? details, string name) =>
        details is not null && details.Fields.TryGetValue(name, out var value) && value.NumberValue is >= 0 and <= int.MaxValue ? (long)value.NumberValue : 0;
}
