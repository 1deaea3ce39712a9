using System.Text;

namespace Fastchat.ModelGateway.Caching;

/// <summary>An answer being heard, to be kept when it is whole.</summary>
/// <param name="choices">How many answers there must be.</param>
/// <param name="most">The most bytes that are kept.</param>
internal sealed class AnswerRecording(int choices, long most)
{
    // A delta and its place in the list.
    private const int PerDelta = 96;

    private readonly List<ModelDelta> _deltas = [];
    private readonly HashSet<int> _finished = [];
    private bool _isUnfit;

    /// <summary>About how many bytes it takes.</summary>
    public long Bytes { get; private set; } = PerDelta;

    /// <summary>The answer's deltas; null when it is not whole, or not of a kind that is kept.</summary>
    public IReadOnlyList<ModelDelta>? Whole => _isUnfit || _finished.Count != choices ? null : _deltas;

    /// <summary>Adds a delta.</summary>
    public void Add(ModelDelta delta)
    {
        if (_isUnfit) return;
        Bytes += PerDelta + SizeOf(delta);
        if (delta.FinishReason is "stop" or "tool_calls") _finished.Add(delta.Choice);
        else if (delta.FinishReason is not null) _isUnfit = true;
        if (delta.Refusal is not null || delta.Switch is not null || Bytes > most) _isUnfit = true;
        if (_isUnfit) _deltas.Clear();
        else _deltas.Add(delta);
    }

    private static long SizeOf(ModelDelta delta) =>
        (delta.Text is { } text ? 32 + (2L * text.Length) : 0)
        + (delta.ToolCalls?.Sum(c => 256L + (4 * c.CalculateSize())) ?? 0)
        + (delta.Logprobs is { } logprobs ? 256 + (16L * logprobs.CalculateSize()) : 0)
        + (delta.Usage is { } usage ? 256 + (8L * usage.CalculateSize()) : 0);
}
