using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>What rules look at of a request.</summary>
internal sealed class ScriptRequest
{
    public ScriptRequest(ModelRequest request)
    {
        var messages = request.Parameters.Messages;
        Question = request.Question;
        System = string.Join('\n', messages.Where(m => m.Role is ChatRole.System or ChatRole.Developer).Select(TextOf));
        Turn = messages.Count(m => m.Role == ChatRole.User);
        ToolResult = messages.Count > 0 && messages[^1] is { Role: ChatRole.Tool or ChatRole.Function } result ? TextOf(result) : null;
        Words = messages.Sum(m => (long)Language.Words.Count(TextOf(m)));
    }

    /// <summary>The person's last words.</summary>
    public string Question { get; }

    /// <summary>The instructions, the tenant's and the documents' included.</summary>
    public string System { get; }

    /// <summary>How many messages the person has written.</summary>
    public int Turn { get; }

    /// <summary>What a tool answered, when that is the last message.</summary>
    public string? ToolResult { get; }

    /// <summary>How many words all messages have.</summary>
    public long Words { get; }

    private static string TextOf(ChatMessage message) => message.ContentCase switch
    {
        ChatMessage.ContentOneofCase.Text => message.Text,
        ChatMessage.ContentOneofCase.Parts => string.Join('\n', message.Parts.Parts.Where(p => p.Text is not null).Select(p => p.Text.Text)),
        _ => "",
    };
}
