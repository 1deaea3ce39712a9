using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Context;

/// <summary>
/// Which messages a model is given when not all fit: those of the system, the user's last, and of the others the newest. It is
/// cut before a question, and at a place that stays the same while the conversation grows, until that place does not do any more:
/// so what a provider has kept of the beginning serves again, and so does a summary.
/// </summary>
internal sealed class ContextPlan
{
    private readonly IReadOnlyList<ChatMessage> _messages;
    private readonly List<MessageUnit> _units;
    private readonly long[] _costs;
    private readonly int _question;
    private long _kept;

    private ContextPlan(IReadOnlyList<ChatMessage> messages)
    {
        _messages = messages;
        _units = MessageUnit.Of(messages);
        _costs = new long[_units.Count];
        _question = _units.FindLastIndex(u => u.HasQuestion);
    }

    /// <summary>The tokens of the messages that are kept.</summary>
    public long Tokens { get; private set; }

    /// <summary>The messages that are left out, in order.</summary>
    public IReadOnlyList<int> Dropped { get; private set; } = [];

    /// <summary>How many messages would have been left out at the places before, the earliest first.</summary>
    public IReadOnlyList<int> Earlier { get; private set; } = [];

    /// <summary>Plans.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="above">The most tokens that messages may have.</param>
    /// <param name="target">How many they may have when some are left out.</param>
    /// <param name="summary">The tokens that a summary of those left out will take of both.</param>
    /// <param name="stride">The bytes between two places where it may be cut.</param>
    /// <param name="count">Counts a message's tokens.</param>
    public static ContextPlan Of(IReadOnlyList<ChatMessage> messages, long above, long target, long summary, long stride, Func<ChatMessage, long> count)
    {
        var plan = new ContextPlan(messages);
        plan.Make(above, target, summary, stride, count);
        return plan;
    }

    /// <summary>The plan that leaves out nothing.</summary>
    public static ContextPlan Whole(IReadOnlyList<ChatMessage> messages, Func<ChatMessage, long> count) => new(messages) { Tokens = messages.Sum(count) };

    /// <summary>The tokens of what is never left out: the system's words, the user's last, and what a model is to go on from.</summary>
    public static long Least(IReadOnlyList<ChatMessage> messages, Func<ChatMessage, long> count)
    {
        var plan = new ContextPlan(messages);
        return plan.CountKept(count);
    }

    /// <summary>The messages that are never left out, in order.</summary>
    public static IEnumerable<ChatMessage> MustStay(IReadOnlyList<ChatMessage> messages)
    {
        var plan = new ContextPlan(messages);
        var units = Enumerable.Range(0, plan._units.Count).Where(plan.MustStay).SelectMany(u => plan.MessagesOf(plan._units[u])).ToHashSet();
        return messages.Where((m, i) => MessageUnit.IsSystem(m) || units.Contains(i));
    }

    /// <summary>The messages that are kept, in order.</summary>
    public IEnumerable<ChatMessage> Kept()
    {
        var dropped = Dropped.ToHashSet();
        return _messages.Where((_, i) => !dropped.Contains(i));
    }

    private void Make(long above, long target, long summary, long stride, Func<ChatMessage, long> count)
    {
        var sum = CountKept(count);
        var (first, most, least) = (_units.Count, _units.Count, _units.Count);

        // From the newest backwards, and no further than there is room.
        for (var u = _units.Count - 1; u >= 0; u--)
        {
            if (!MustStay(u)) sum += _costs[u] = MessagesOf(_units[u]).Sum(i => count(_messages[i]));
            if (sum > above) break;
            first = u;
            if (sum + summary <= above) most = u;
            if (sum + summary <= target) least = u;
        }

        var cut = first == 0 ? 0 : Cut(most, least, stride);
        Dropped = [.. DroppedBefore(cut)];
        Tokens = _kept + Enumerable.Range(cut, _units.Count - cut).Sum(u => _costs[u]);
    }

    private long CountKept(Func<ChatMessage, long> count)
    {
        _kept = 0;
        foreach (var message in _messages)
        {
            if (MessageUnit.IsSystem(message)) _kept += count(message);
        }

        for (var u = 0; u < _units.Count; u++)
        {
            if (MustStay(u)) _kept += MessagesOf(_units[u]).Sum(i => count(_messages[i]));
        }

        return _kept;
    }

    // A place lies at the first question behind each stride of bytes: only what stands before it decides where it is. The first
    // place that fits is taken; without one it is cut at the target.
    private int Cut(int most, int least, long stride)
    {
        var (bytes, passed, dropped) = (0L, 0L, 0);
        var earlier = new List<int>();
        Earlier = earlier;
        for (var u = 0; u <= least && u < _units.Count; u++)
        {
            if (CanBegin(u) && bytes / stride > passed)
            {
                passed = bytes / stride;
                if (u >= most) return u;
                if (dropped > 0) earlier.Add(dropped);
            }

            for (var i = _units[u].Start; i < _units[u].End; i++)
            {
                if (MessageUnit.IsSystem(_messages[i])) continue;
                bytes += _messages[i].CalculateSize();
                if (!MustStay(u)) dropped++;
            }
        }

        var cut = least;
        while (cut < _units.Count && !CanBegin(cut)) cut++;
        return cut;
    }

    // Behind the last question there are calls of tools alone, which may be many.
    private bool CanBegin(int unit) => _units[unit].IsQuestion || unit > _question;

    private bool MustStay(int unit) => unit == _question || unit == _units.Count - 1;

    private IEnumerable<int> DroppedBefore(int cut) => Enumerable.Range(0, cut).Where(u => !MustStay(u)).SelectMany(u => MessagesOf(_units[u]));

    private IEnumerable<int> MessagesOf(MessageUnit unit) =>
        Enumerable.Range(unit.Start, unit.End - unit.Start).Where(i => !MessageUnit.IsSystem(_messages[i]));
}
