using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat.Responses;

/// <summary>Input in one form: every item has an id and a status, and every message a list of parts.</summary>
internal static class InputItems
{
    private const string Completed = "completed";

    /// <summary>The items of an input.</summary>
    /// <param name="input">The input, checked; null for none.</param>
    /// <param name="idOf">Makes the id of an item by its prefix and place.</param>
    public static IReadOnlyList<ResponseItem> Of(ResponseInput? input, Func<string, int, string> idOf) => input?.ValueCase switch
    {
        ResponseInput.ValueOneofCase.Text => [Message(input.Text, idOf(Ids.Message, 0))],
        ResponseInput.ValueOneofCase.Items => [.. input.Items.Items.Select((item, i) => Of(item.Clone(), i, idOf))],
        _ => [],
    };

    private static ResponseItem Message(string text, string id) => new()
    {
        Message = new MessageItem { Id = id, Status = Completed, Role = "user", Parts = Parts("user", text) },
    };

    /// <summary>An item, changed to that form.</summary>
    /// <param name="item">The item, checked.</param>
    /// <param name="index">Its place.</param>
    /// <param name="idOf">Makes the id of an item by its prefix and place.</param>
    public static ResponseItem Of(ResponseItem item, int index, Func<string, int, string> idOf)
    {
        switch (item.ItemCase)
        {
            case ResponseItem.ItemOneofCase.Message:
                (item.Message.Id, item.Message.Status) = (idOf(Ids.Message, index), Completed);
                if (item.Message.ContentCase == MessageItem.ContentOneofCase.Text) item.Message.Parts = Parts(item.Message.Role, item.Message.Text);
                break;
            case ResponseItem.ItemOneofCase.FunctionCall:
                (item.FunctionCall.Id, item.FunctionCall.Status) = (idOf(Ids.FunctionCall, index), Completed);
                break;
            case ResponseItem.ItemOneofCase.FunctionCallOutput:
                (item.FunctionCallOutput.Id, item.FunctionCallOutput.Status) = (idOf(Ids.FunctionCallOutput, index), Completed);
                break;
            case ResponseItem.ItemOneofCase.CustomToolCall:
                (item.CustomToolCall.Id, item.CustomToolCall.Status) = (idOf(Ids.CustomToolCall, index), Completed);
                break;
            case ResponseItem.ItemOneofCase.CustomToolCallOutput:
                (item.CustomToolCallOutput.Id, item.CustomToolCallOutput.Status) = (idOf(Ids.CustomToolCallOutput, index), Completed);
                break;
            case ResponseItem.ItemOneofCase.FileSearchCall:
                (item.FileSearchCall.Id, item.FileSearchCall.Status) = (idOf(Ids.FileSearchCall, index), Completed);
                break;
            case ResponseItem.ItemOneofCase.McpCall:
                (item.McpCall.Id, item.McpCall.Status) = (idOf(Ids.McpCall, index), item.McpCall.HasError ? "failed" : Completed);
                break;
            case ResponseItem.ItemOneofCase.Reasoning:
                item.Reasoning.Id = idOf(Ids.Reasoning, index);
                break;
            case ResponseItem.ItemOneofCase.Compaction:
                item.Compaction.Id = idOf(Ids.Compaction, index);
                break;
        }

        return item;
    }

    /// <summary>The part that somebody's words are.</summary>
    public static ItemContent Words(string role, string text) => role == "assistant"
        ? new ItemContent { OutputText = new OutputText { Text = text } }
        : new ItemContent { InputText = new InputText { Text = text } };

    private static ItemContentList Parts(string role, string text) => new() { Parts = { Words(role, text) } };
}
