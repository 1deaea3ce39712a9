using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat;

/// <summary>The person's last words in a conversation.</summary>
internal static class Question
{
    /// <summary>The longest question that is searched for, in characters.</summary>
    public const int SearchLength = 8192;

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
}
