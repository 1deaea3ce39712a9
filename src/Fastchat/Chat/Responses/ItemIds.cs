using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Responses;

/// <summary>The ids of items, whatever their kind.</summary>
internal static class ItemIds
{
    /// <summary>The id of an item; empty for one that has none.</summary>
    public static string Of(ResponseItem item) => item.ItemCase switch
    {
        ResponseItem.ItemOneofCase.Message => item.Message.Id,
        ResponseItem.ItemOneofCase.FunctionCall => item.FunctionCall.Id,
        ResponseItem.ItemOneofCase.FunctionCallOutput => item.FunctionCallOutput.Id,
        ResponseItem.ItemOneofCase.CustomToolCall => item.CustomToolCall.Id,
        ResponseItem.ItemOneofCase.CustomToolCallOutput => item.CustomToolCallOutput.Id,
        ResponseItem.ItemOneofCase.FileSearchCall => item.FileSearchCall.Id,
        ResponseItem.ItemOneofCase.Reasoning => item.Reasoning.Id,
        ResponseItem.ItemOneofCase.Compaction => item.Compaction.Id,
        ResponseItem.ItemOneofCase.ItemReference => item.ItemReference.Id,
        _ => "",
    };
}
