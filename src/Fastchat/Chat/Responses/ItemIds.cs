using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat.Responses;

/// <summary>The ids of items, whatever their kind.</summary>
internal static class ItemIds
{
    private static readonly string[] Prefixes =
    [
        Ids.Message, Ids.FunctionCall, Ids.FunctionCallOutput, Ids.CustomToolCall, Ids.CustomToolCallOutput, Ids.FileSearchCall, Ids.McpCall, Ids.Reasoning, Ids.Compaction,
    ];

    /// <summary>The id of an item; empty for one that has none.</summary>
    public static string Of(ResponseItem item) => item.ItemCase switch
    {
        ResponseItem.ItemOneofCase.Message => item.Message.Id,
        ResponseItem.ItemOneofCase.FunctionCall => item.FunctionCall.Id,
        ResponseItem.ItemOneofCase.FunctionCallOutput => item.FunctionCallOutput.Id,
        ResponseItem.ItemOneofCase.CustomToolCall => item.CustomToolCall.Id,
        ResponseItem.ItemOneofCase.CustomToolCallOutput => item.CustomToolCallOutput.Id,
        ResponseItem.ItemOneofCase.FileSearchCall => item.FileSearchCall.Id,
        ResponseItem.ItemOneofCase.McpCall => item.McpCall.Id,
        ResponseItem.ItemOneofCase.Reasoning => item.Reasoning.Id,
        ResponseItem.ItemOneofCase.Compaction => item.Compaction.Id,
        ResponseItem.ItemOneofCase.ItemReference => item.ItemReference.Id,
        _ => "",
    };

    /// <summary>What an id begins with; what messages' do for one that is of no kind of item.</summary>
    public static string PrefixOf(string id) => Array.Find(Prefixes, prefix => id.StartsWith(prefix, StringComparison.Ordinal)) ?? Ids.Message;

    /// <summary>Whether an id has the right form for an item, and belongs to the tenant.</summary>
    public static bool IsOwned(string id, TenantId tenant) => Ids.IsOwned(id, PrefixOf(id), tenant);
}
