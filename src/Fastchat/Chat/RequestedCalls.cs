using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat;

/// <summary>The calls that a model asks for, as they come piece by piece.</summary>
internal sealed class RequestedCalls
{
    private const int Most = 128;

    private readonly List<RequestedCall> _calls = [];

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<RequestedCall> All => _calls;

    /// <summary>Adds what a delta says of calls, and tells it in native words; pieces beyond 128 calls are left out.</summary>
    public IEnumerable<ToolCallDelta> Add(IReadOnlyList<ToolCall>? pieces)
    {
        foreach (var piece in pieces ?? [])
        {
            // Streamed calls come in pieces that name their place.
            var index = piece.HasIndex ? piece.Index : _calls.Count;
            if (index is < 0 or >= Most) continue;
            var isFirst = index >= _calls.Count;
            while (_calls.Count <= index) _calls.Add(new RequestedCall());
            yield return Join(_calls[index], piece, index, isFirst);
        }
    }

    private static ToolCallDelta Join(RequestedCall call, ToolCall piece, int index, bool isFirst)
    {
        var delta = new ToolCallDelta { Index = index, Arguments = piece.Function?.Arguments ?? piece.Custom?.Input ?? "" };
        if (isFirst)
        {
            call.CallId = delta.CallId = piece.HasId ? piece.Id : $"call_{Guid.NewGuid():N}";
            call.Name = delta.Name = piece.Function?.Name ?? piece.Custom?.Name ?? "";
            call.Custom = piece.Custom is not null;
        }

        delta.Custom = call.Custom;
        call.Arguments += delta.Arguments;
        return delta;
    }
}
