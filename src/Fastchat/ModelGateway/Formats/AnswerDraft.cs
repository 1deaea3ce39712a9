using System.Text;

namespace Fastchat.ModelGateway.Formats;

/// <summary>One answer as far as it has come.</summary>
internal sealed class AnswerDraft
{
    // What is longer is no answer that anyone can hold to a schema.
    private const int Longest = 8 * 1024 * 1024;
    private const int MostCalls = 128;

    private readonly StringBuilder _text = new();
    private readonly SortedDictionary<int, (string Name, StringBuilder Arguments)> _calls = [];
    private bool _isRefused;

    /// <summary>Adds a piece.</summary>
    public void Add(ModelDelta delta)
    {
        if (_text.Length <= Longest) _text.Append(delta.Text);
        _isRefused |= delta.Refusal is { Length: > 0 };
        foreach (var piece in delta.ToolCalls ?? [])
        {
            var at = piece.HasIndex ? piece.Index : _calls.Count;
            if (at is < 0 or >= MostCalls) continue;
            var call = _calls.TryGetValue(at, out var begun) ? begun : (Name: "", Arguments: new StringBuilder());
            if (piece.Function is { HasName: true } named) call.Name = named.Name;
            if (piece.Function is { HasArguments: true } more && call.Arguments.Length <= Longest) call.Arguments.Append(more.Arguments);
            _calls[at] = call;
        }
    }

    /// <summary>What is wrong with the answer now that it has ended. One that was cut off, filtered or refused is not held to anything.</summary>
    public SchemaFault? Check(AnswerFormat format, string finishReason)
    {
        if (_isRefused || finishReason is "length" or "content_filter") return null;
        if (_text.Length > Longest) return SchemaPlace.Root.Fault("is too long to be checked");
        foreach (var (at, call) in _calls)
        {
            if (format.CheckCall(call.Name, call.Arguments.ToString()) is { } fault) return fault with { Path = $"tool_calls[{at}].function.arguments{fault.Path[1..]}" };
        }

        return _calls.Count > 0 ? null : format.CheckText(_text.ToString());
    }
}
