using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Context;

/// <summary>Messages that stay or go together: a call of tools with all its answers, or one message. Words of the system are in none.</summary>
/// <param name="Start">The first of its messages.</param>
/// <param name="End">Behind its last.</param>
/// <param name="IsQuestion">Whether it begins with the user's words.</param>
/// <param name="HasQuestion">Whether any of it are the user's words: he may have spoken between a call and its answer.</param>
internal readonly record struct MessageUnit(int Start, int End, bool IsQuestion, bool HasQuestion)
{
    /// <summary>Whether a message is of the system, and belongs to no unit wherever it stands.</summary>
    public static bool IsSystem(ChatMessage message) => message.Role is ChatRole.System or ChatRole.Developer;

    /// <summary>The units of a conversation, in order.</summary>
    public static List<MessageUnit> Of(IReadOnlyList<ChatMessage> messages)
    {
        var units = new List<MessageUnit>();

        // Where calls were made. Their ids may be used again: an answer is that of the last call of its id.
        Dictionary<string, int>? calls = null;
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            if (IsSystem(message)) continue;
            var isQuestion = message.Role == ChatRole.User;
            units.Add(new MessageUnit(i, i + 1, isQuestion, isQuestion));

            // Whatever stands between a call and its answer is held by both.
            if (message.Role == ChatRole.Function) Join(units, units.Count - 2);
            else if (message.Role == ChatRole.Tool && calls?.TryGetValue(message.ToolCallId, out var call) == true) Join(units, units.FindLastIndex(u => u.Start <= call));
            foreach (var made in message.ToolCalls) (calls ??= new Dictionary<string, int>(StringComparer.Ordinal))[made.Id] = i;
        }

        return units;
    }

    private static void Join(List<MessageUnit> units, int from)
    {
        if (from < 0) return;
        var joined = units[from] with { End = units[^1].End, HasQuestion = units.Skip(from).Any(u => u.HasQuestion) };
        units.RemoveRange(from, units.Count - from);
        units.Add(joined);
    }
}
