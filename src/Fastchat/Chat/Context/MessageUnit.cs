using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Context;

/// <summary>Messages that stay or go together: a call of tools with all its answers, or one message. Words of the system are in none.</summary>
/// <param name="Start">The first of its messages.</param>
/// <param name="End">Behind its last.</param>
/// <param name="IsQuestion">Whether it begins with the user's words.</param>
internal readonly record struct MessageUnit(int Start, int End, bool IsQuestion)
{
    /// <summary>Whether a message is of the system, and belongs to no unit wherever it stands.</summary>
    public static bool IsSystem(ChatMessage message) => message.Role is ChatRole.System or ChatRole.Developer;

    /// <summary>The units of a conversation, in order.</summary>
    public static List<MessageUnit> Of(IReadOnlyList<ChatMessage> messages)
    {
        var units = new List<MessageUnit>();

        // Ids of calls may be used again: an answer is that of the last call of its id.
        Dictionary<string, int>? calls = null;
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            if (IsSystem(message)) continue;
            var at = units.Count;
            if (message.Role is ChatRole.Tool or ChatRole.Function && at > 0)
            {
                // Whatever stands between a call and its answer is held by both.
                at = calls is not null && calls.TryGetValue(message.ToolCallId, out var asked) ? asked : message.Role == ChatRole.Function ? at - 1 : at;
            }

            if (at < units.Count)
            {
                units[at] = units[at] with { End = i + 1 };
                units.RemoveRange(at + 1, units.Count - at - 1);
            }
            else
            {
                units.Add(new MessageUnit(i, i + 1, message.Role == ChatRole.User));
            }

            foreach (var call in message.ToolCalls) (calls ??= new Dictionary<string, int>(StringComparer.Ordinal))[call.Id] = at;
        }

        return units;
    }
}
