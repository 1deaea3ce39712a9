using System.Text;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.ModelGateway;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Completions;

/// <summary>The pieces of one answer joined.</summary>
internal sealed class ChoiceBuilder(int index)
{
    private readonly StringBuilder _content = new();
    private readonly StringBuilder _refusal = new();
    private readonly AssistantMessage _message = new() { Role = "assistant" };
    private readonly List<ToolCall> _toolCalls = [];
    private string _finishReason = "stop";
    private Value? _logprobs;

    public void Add(Citation citation) => _message.Annotations.Add(Annotations.Of(citation));

    public void Add(ModelDelta delta)
    {
        _content.Append(delta.Text);
        _refusal.Append(delta.Refusal);
        foreach (var piece in delta.ToolCalls ?? []) Merge(piece);
        if (delta.Logprobs is { KindCase: Value.KindOneofCase.StructValue } logprobs) Merge(logprobs);
        _finishReason = delta.FinishReason ?? _finishReason;
    }

    public ChatChoice Build()
    {
        foreach (var call in _toolCalls.Where(c => c.Custom is null)) call.Function ??= new FunctionCall { Arguments = "" };
        _message.ToolCalls.AddRange(_toolCalls);

        // With tool calls and no words the content is null, as clients expect it.
        if (_content.Length > 0 || (_toolCalls.Count == 0 && _refusal.Length == 0)) _message.Content = _content.ToString();
        if (_refusal.Length > 0) _message.Refusal = _refusal.ToString();
        return new ChatChoice { Index = index, Message = _message, FinishReason = _finishReason, Logprobs = _logprobs };
    }

    // Streamed calls come in pieces that name their place; only the first piece has id, type and name.
    private void Merge(ToolCall piece)
    {
        var at = piece.HasIndex ? piece.Index : _toolCalls.Count;
        while (_toolCalls.Count <= at && _toolCalls.Count < 128) _toolCalls.Add(new ToolCall());
        if (at < 0 || at >= _toolCalls.Count) return;
        var call = _toolCalls[at];
        if (piece.HasId) call.Id = piece.Id;
        if (piece.HasType) call.Type = piece.Type;
        if (piece.Custom is { } custom)
        {
            call.Custom ??= new CustomCall { Input = "" };
            if (custom.HasName) call.Custom.Name = custom.Name;
            call.Custom.Input += custom.Input;
        }

        if (piece.Function is not { } function) return;
        call.Function ??= new FunctionCall { Arguments = "" };
        if (function.HasName) call.Function.Name = function.Name;
        if (function.HasArguments) call.Function.Arguments += function.Arguments;
    }

    // {"content": [...], "refusal": [...]}: the lists of all pieces, one after another.
    private void Merge(Value piece)
    {
        if (_logprobs is null)
        {
            _logprobs = piece.Clone();
            return;
        }

        foreach (var (name, value) in piece.StructValue.Fields)
        {
            if (_logprobs.StructValue.Fields.TryGetValue(name, out var known) && known.KindCase == Value.KindOneofCase.ListValue && value.KindCase == Value.KindOneofCase.ListValue)
                known.ListValue.Values.AddRange(value.ListValue.Values.Select(v => v.Clone()));
            else _logprobs.StructValue.Fields[name] = value.Clone();
        }
    }
}
