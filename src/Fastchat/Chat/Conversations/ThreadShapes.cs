using Fastchat.Chat.Responses;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat.Conversations;

/// <summary>Conversations and what is said in them, as the legacy shape has them, and back.</summary>
internal static class ThreadShapes
{
    private const int MostParts = 10;

    /// <summary>The thread that a conversation is.</summary>
    public static string ThreadOf(string conversationId) => Ids.Twin(conversationId, Ids.Conversation, Ids.Thread);

    /// <summary>The conversation that a thread is.</summary>
    public static string ConversationOf(string threadId) => Ids.Twin(threadId, Ids.Thread, Ids.Conversation);

    /// <summary>A conversation as a thread.</summary>
    public static Contracts.OpenAI.V1.Thread ToThread(ConversationRecord conversation) => new()
    {
        Id = ThreadOf(conversation.Id),
        Object = "thread",
        CreatedAt = conversation.CreatedAt.ToUnixTimeSeconds(),
        Metadata = { conversation.Metadata.ToDictionary() },
    };

    /// <summary>An item that was spoken as a message.</summary>
    public static ThreadMessage ToMessage(string threadId, ConversationItem item)
    {
        var (said, createdAt) = (item.Item.Message, item.CreatedAt.ToUnixTimeSeconds());
        var message = new ThreadMessage
        {
            Id = item.Id,
            Object = "thread.message",
            CreatedAt = createdAt,
            ThreadId = threadId,
            Status = said.HasStatus ? said.Status : "completed",
            Role = said.Role,
            Content = { said.Parts.Parts.Select(ToContent).OfType<ThreadContent>() },
            Metadata = { item.Metadata.ToDictionary() },
        };
        if (message.Status == "completed") message.CompletedAt = createdAt;
        return message;
    }

    /// <summary>A new message as the item that is to be checked and kept.</summary>
    /// <param name="message">The message.</param>
    /// <param name="param">What the caller calls it, for errors; empty, or with a dot at its end.</param>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static ResponseItem ToItem(ThreadMessageParams message, string param)
    {
        if (message.Role.Length == 0) throw FastchatException.MissingField($"{param}role");
        if (message.Role is not ("user" or "assistant")) throw FastchatException.InvalidValue($"{param}role", $"{param}role must be user or assistant, but is '{message.Role}'.");
        if (message.Attachments.Count > 0) throw FastchatException.InvalidValue($"{param}attachments", $"{param}attachments must be absent: threads have no runs here that would read them.");
        Notes.Check($"{param}metadata", message.Metadata);
        return message.ContentCase switch
        {
            ThreadMessageParams.ContentOneofCase.Text => ToItem(message.Role, message.Text),
            ThreadMessageParams.ContentOneofCase.Parts => ToItem(message.Role, message.Parts, $"{param}content"),
            _ => throw FastchatException.MissingField($"{param}content"),
        };
    }

    /// <summary>Words as the item that is to be checked and kept.</summary>
    public static ResponseItem ToItem(string role, string text) => new() { Message = new MessageItem { Role = role, Text = text } };

    /// <inheritdoc cref="ToItem(ThreadMessageParams, string)"/>
    public static ResponseItem ToItem(string role, ThreadContentInputs content, string param)
    {
        if (content.Parts.Count is 0 or > MostParts) throw FastchatException.InvalidValue(param, $"{param} must have 1 to {MostParts} parts, but has {content.Parts.Count}.");
        return new ResponseItem
        {
            Message = new MessageItem { Role = role, Parts = new ItemContentList { Parts = { content.Parts.Select((part, i) => ToPart(role, part, $"{param}[{i}]")) } } },
        };
    }

    private static ItemContent ToPart(string role, ThreadContentInput part, string param) => part.ContentCase switch
    {
        ThreadContentInput.ContentOneofCase.Text => InputItems.Words(role, part.Text.Text),
        ThreadContentInput.ContentOneofCase.ImageUrl when role == "assistant" => throw FastchatException.InvalidValue($"{param}.type", $"{param}.type must be text: pictures are a user's."),
        ThreadContentInput.ContentOneofCase.ImageUrl => new ItemContent { InputImage = ToImage(part.ImageUrl.ImageUrl ?? throw FastchatException.MissingField($"{param}.image_url")) },
        _ => throw FastchatException.MissingField($"{param}.type"),
    };

    private static InputImage ToImage(ThreadImageUrl image)
    {
        var input = new InputImage { ImageUrl = image.Url };
        if (image.HasDetail) input.Detail = image.Detail;
        return input;
    }

    // Files have no part of their own in this shape.
    private static ThreadContent? ToContent(ItemContent part) => part.ContentCase switch
    {
        ItemContent.ContentOneofCase.InputText => ToText(part.InputText.Text, []),
        ItemContent.ContentOneofCase.OutputText => ToText(part.OutputText.Text, part.OutputText.Annotations),
        ItemContent.ContentOneofCase.Refusal => new ThreadContent { Refusal = new ThreadRefusal { Refusal = part.Refusal.Refusal } },
        ItemContent.ContentOneofCase.InputImage => new ThreadContent { ImageUrl = new ThreadImage { ImageUrl = ToUrl(part.InputImage) } },
        _ => null,
    };

    private static ThreadContent ToText(string text, IEnumerable<Annotation> annotations) => new()
    {
        Text = new ThreadText { Text = new ThreadTextValue { Value = text, Annotations = { annotations.Select(ToAnnotation) } } },
    };

    private static ThreadAnnotation ToAnnotation(Annotation annotation) => new()
    {
        Type = "file_citation",
        StartIndex = annotation.Index,
        EndIndex = annotation.Index,
        FileCitation = new ThreadFileCitation { FileId = annotation.FileId },
    };

    private static ThreadImageUrl ToUrl(InputImage image)
    {
        var url = new ThreadImageUrl { Url = image.ImageUrl };
        if (image.HasDetail) url.Detail = image.Detail;
        return url;
    }
}
