using Fastchat.Chat.Context;
using Fastchat.Contracts.OpenAI.V1;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Responses;

/// <summary>Items as the messages that models read. Searches and thoughts of before are not told again.</summary>
internal sealed class ItemMessages
{
    private readonly List<ChatMessage> _messages = [];
    private readonly List<int> _items = [];

    /// <summary>The messages, in order.</summary>
    public IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>How many of them are not of the caller's input.</summary>
    public int Before => _items.Count(i => i < 0);

    /// <summary>Adds a conversation made short; one that stands for all before it takes its place.</summary>
    /// <param name="history">What it comes to.</param>
    /// <param name="at">The item's place in the caller's input; -1 for one of before.</param>
    public void Add(CompactedHistory history, int at = -1)
    {
        for (var i = _messages.Count - 1; history.IsWhole && i >= 0; i--)
        {
            if (!Summarizer.IsSaid(_messages[i])) continue;
            _messages.RemoveAt(i);
            _items.RemoveAt(i);
        }

        Add(Summarizer.Message(history.Text), at);
    }

    /// <summary>Adds words of the system.</summary>
    public void Add(string instructions) => Add(new ChatMessage { Role = ChatRole.System, Text = instructions }, item: -1);

    /// <summary>Adds an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="at">Its place in the caller's input; -1 for one of before.</param>
    public void Add(ResponseItem item, int at = -1)
    {
        switch (item.ItemCase)
        {
            case ResponseItem.ItemOneofCase.Message:
                Add(Words(item.Message), at);
                break;
            case ResponseItem.ItemOneofCase.FunctionCall:
                var call = item.FunctionCall;
                AddCall(new ToolCall { Id = call.CallId, Type = "function", Function = new FunctionCall { Name = call.Name, Arguments = call.Arguments } }, at);
                break;
            case ResponseItem.ItemOneofCase.CustomToolCall:
                var custom = item.CustomToolCall;
                AddCall(new ToolCall { Id = custom.CallId, Type = "custom", Custom = new CustomCall { Name = custom.Name, Input = custom.Input } }, at);
                break;
            case ResponseItem.ItemOneofCase.McpCall:
                AddDone(item.McpCall, at);
                break;
            case ResponseItem.ItemOneofCase.FunctionCallOutput:
                var output = item.FunctionCallOutput;
                Add(new ChatMessage { Role = ChatRole.Tool, ToolCallId = output.CallId, Text = output.Parts is { } parts ? Text(parts) : output.Text }, at);
                break;
            case ResponseItem.ItemOneofCase.CustomToolCallOutput:
                var answer = item.CustomToolCallOutput;
                Add(new ChatMessage { Role = ChatRole.Tool, ToolCallId = answer.CallId, Text = answer.Parts is { } pieces ? Text(pieces) : answer.Text }, at);
                break;
        }
    }

    /// <summary>Which item of the caller's input a message is of; -1 for none.</summary>
    public int ItemOf(int message) => message >= 0 && message < _items.Count ? _items[message] : -1;

    private void Add(ChatMessage message, int item)
    {
        _messages.Add(message);
        _items.Add(item);
    }

    // Calls that are asked for at once, and the words before them, are one message to models.
    private void AddCall(ToolCall call, int item)
    {
        if (_messages is not [.., { Role: ChatRole.Assistant }]) Add(new ChatMessage { Role = ChatRole.Assistant }, item);
        _messages[^1].ToolCalls.Add(call);
    }

    // Answered where it stands, whatever else the model asked for at once: that may be answered later.
    private void AddDone(McpCallItem call, int item)
    {
        var message = new ChatMessage { Role = ChatRole.Assistant, ToolCalls = { new ToolCall { Id = call.Id, Type = "function", Function = new FunctionCall { Name = call.Name, Arguments = call.Arguments } } } };
        var answer = new ChatMessage { Role = ChatRole.Tool, ToolCallId = call.Id, Text = call.HasError ? $"Error: {call.Error}" : call.Output };
        var before = _messages.Count;
        while (before > 0 && _messages[before - 1].Role == ChatRole.Assistant && _messages[before - 1].ToolCalls.Count > 0) before--;
        _messages.InsertRange(before, [message, answer]);
        _items.InsertRange(before, [item, item]);
    }

    private static ChatMessage Words(MessageItem item)
    {
        var message = new ChatMessage { Role = Role(item.Role) };
        if (item.ContentCase == MessageItem.ContentOneofCase.Text) message.Text = item.Text;
        else if (item.Parts.Parts.All(p => p.ContentCase is ItemContent.ContentOneofCase.InputText or ItemContent.ContentOneofCase.OutputText)) message.Text = Text(item.Parts);
        else message.Parts = new ContentParts { Parts = { item.Parts.Parts.Select(Part) } };
        return message;
    }

    private static ChatRole Role(string role) => role switch
    {
        "user" => ChatRole.User,
        "assistant" => ChatRole.Assistant,
        "system" => ChatRole.System,
        "developer" => ChatRole.Developer,
        _ => ChatRole.Unspecified,
    };

    private static string Text(ItemContentList parts) => string.Concat(parts.Parts.Select(p => p.InputText?.Text ?? p.OutputText?.Text));

    private static ContentPart Part(ItemContent part) => part.ContentCase switch
    {
        ItemContent.ContentOneofCase.InputText => new ContentPart { Text = new TextPart { Text = part.InputText.Text } },
        ItemContent.ContentOneofCase.OutputText => new ContentPart { Text = new TextPart { Text = part.OutputText.Text } },
        ItemContent.ContentOneofCase.Refusal => new ContentPart { Refusal = new RefusalPart { Refusal = part.Refusal.Refusal } },
        ItemContent.ContentOneofCase.InputImage => new ContentPart { Image = new ImagePart { ImageUrl = Members(("url", part.InputImage.ImageUrl), ("detail", part.InputImage.HasDetail ? part.InputImage.Detail : "auto")) } },
        ItemContent.ContentOneofCase.InputFile => new ContentPart
        {
            File = new FilePart
            {
                File = part.InputFile.HasFileId ? Members(("file_id", part.InputFile.FileId)) : Members(("filename", part.InputFile.Filename), ("file_data", part.InputFile.FileData)),
            },
        },
        _ => new ContentPart(),
    };

    private static Struct Members(params (string Name, string Value)[] members)
    {
        var result = new Struct();
        foreach (var (name, value) in members) result.Fields[name] = Value.ForString(value);
        return result;
    }
}
