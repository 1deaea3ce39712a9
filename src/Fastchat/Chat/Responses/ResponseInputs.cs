using Fastchat.Chat.Context;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat.Responses;

/// <summary>
/// Reads what a request and all before it come to: (1) what went before, (2) references replaced by the items they name,
/// (3) conversations made short opened.
/// </summary>
public sealed class ResponseInputs(ResponseHistory history, CompactionSeal seal)
{
    /// <summary>Reads it.</summary>
    /// <param name="tenant">Who asks.</param>
    /// <param name="responseId">The response that is to be made.</param>
    /// <param name="request">The request, checked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FastchatException">RESPONSE_NOT_FOUND, CONVERSATION_NOT_FOUND or ITEM_NOT_FOUND; INVALID_VALUE: a conversation made short that cannot be opened.</exception>
    internal async Task<ReadInput> ReadAsync(TenantId tenant, string responseId, ResponseParams request, CancellationToken cancellationToken)
    {
        var messages = new ItemMessages();
        if (request.HasInstructions) messages.Add(request.Instructions);

        // (1) What went before.
        var before = await history.BeforeAsync(tenant, request, cancellationToken);
        foreach (var item in before)
        {
            if (item.Compaction is not { } compaction) messages.Add(item);
            else if (await seal.OpenAsync(tenant, compaction.EncryptedContent, cancellationToken) is { } opened) messages.Add(opened);
        }

        var (own, isTrigger) = await OwnAsync(tenant, request.Input, before, cancellationToken);
        var items = InputItems.Of(own, (prefix, index) => ResponseIds.Input(responseId, prefix, index));
        for (var i = 0; i < items.Count; i++)
        {
            // (3) Conversations made short opened.
            if (items[i].Compaction is not { } compaction) messages.Add(items[i], i);
            else messages.Add(await seal.OpenAsync(tenant, compaction.EncryptedContent, cancellationToken) ?? throw Unreadable($"input[{i}].encrypted_content"), i);
        }

        return new ReadInput(items, before, messages, isTrigger);
    }

    /// <summary>The refusal of a conversation made short that does not open.</summary>
    internal static FastchatException Unreadable(string param) => FastchatException.InvalidValue(
        param, $"{param} must be the content of a compaction item that this server made for the same tenant, unchanged.");

    // (2) References replaced by the items they name.
    private async Task<(ResponseInput? Input, bool IsTrigger)> OwnAsync(TenantId tenant, ResponseInput? input, IReadOnlyList<ResponseItem> before, CancellationToken cancellationToken)
    {
        if (input?.Items is not { } stated) return (input, false);
        var own = new ResponseItemList();
        for (var i = 0; i < stated.Items.Count; i++)
        {
            var item = stated.Items[i];
            if (item.CompactionTrigger is null) own.Items.Add(item.ItemReference is { } reference ? await FindAsync(tenant, reference.Id, before, $"input[{i}].id", cancellationToken) : item);
        }

        return (new ResponseInput { Items = own }, own.Items.Count < stated.Items.Count);
    }

    private async Task<ResponseItem> FindAsync(TenantId tenant, string itemId, IReadOnlyList<ResponseItem> before, string param, CancellationToken cancellationToken) =>
        before.FirstOrDefault(i => ItemIds.Of(i) == itemId)
        ?? (ItemIds.IsOwned(itemId, tenant) ? await history.FindItemAsync(tenant, itemId, cancellationToken) : null)
        ?? throw new FastchatException(ErrorReason.ItemNotFound, $"There is no item '{itemId}' in the conversation, nor in a stored response.", param);
}
