using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat;

/// <summary>The person's last words in a conversation.</summary>
internal static class Question
{
    // The longest question that a search takes, in characters.
    private const int SearchLength = 8192;

    /// <summary>The words; empty when no message is the user's.</summary>
    public static string Of(ChatCompletionParams parameters)
    {
        var last = parameters.Messages.LastOrDefault(m => m.Role == ChatRole.User);
        return last?.ContentCase switch
        {
            ChatMessage.ContentOneofCase.Text => last.Text,
            ChatMessage.ContentOneofCase.Parts => string.Join('\n', last.Parts.Parts.Where(p => p.Text is not null).Select(p => p.Text.Text)),
            _ => "",
        };
    }

    /// <summary>The place of the message that has them; null when no message is the user's.</summary>
    public static int? PlaceIn(IReadOnlyList<ChatMessage> messages)
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].Role == ChatRole.User) return i;
        }

        return null;
    }

    /// <summary>The words to search for; of a question longer than a search takes its end, where people put the question.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE: there is not a word.</exception>
    public static string ToSearch(ChatCompletionParams parameters)
    {
        var question = Of(parameters).Trim();
        if (question.Length == 0) throw FastchatException.InvalidValue("messages", "The last user message has no text to search for.");
        return question.Length <= SearchLength ? question : question[^SearchLength..];
    }
}
