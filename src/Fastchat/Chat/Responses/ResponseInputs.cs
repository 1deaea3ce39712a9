using Fastchat.Chat.Context;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat.Responses;

/// <summary>
/// Reads what a request and all before it come to: (1) references replaced by the items they name, (2) conversations made short
/// opened.
/// </summary>
public sealed class ResponseInputs(ResponseHistory history, CompactionSeal seal)
{
    /// <summary>Reads it.</summary>
    /// <param name="tenant">Who asks.</param>
    /// <param name="responseId">The response that is to be made.</param>
    /// <param name="request">The request, checked.</param>
    /// <param name="before">What went before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FastchatException">ITEM_NOT_FOUND; INVALID_VALUE: a conversation made short that cannot be opened.</exception>
    internal async Task<ReadInput> ReadAsync(TenantId tenant, string responseId, ResponseParams request, IReadOnlyList<ResponseItem> before, CancellationToken cancellationToken)
    {
        var (own, isTrigger) = await OwnAsync(tenant, request.Input, before, cancellationToken);
        var items = InputItems.Of(own, (prefix, index) => ResponseIds.Input(responseId, prefix, index));
        return new ReadInput(items, before, await MessagesAsync(tenant, request, before, items, cancellationToken), isTrigger);
    }

    /// <summary>The conversation as models read it: a request's instructions, what went before, its own items.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE: one of its own items is a conversation made short that cannot be opened.</exception>
    internal async Task<ItemMessages> MessagesAsync(TenantId tenant, ResponseParams request, IEnumerable<ResponseItem> before, IReadOnlyList<ResponseItem> own, CancellationToken cancellationToken)
    {
        var messages = new ItemMessages();
        if (request.HasInstructions) messages.Add(request.Instructions);
        await AddAsync(tenant, messages, before, cancellationToken);
        for (var i = 0; i < own.Count; i++)
        {
            if (own[i].Compaction is not { } compaction) messages.Add(own[i], i);
            else messages.Add(await seal.OpenAsync(tenant, compaction.EncryptedContent, cancellationToken) ?? throw Unreadable($"input[{i}].encrypted_content"), i);
        }

        return messages;
    }

    /// <summary>Adds what went before; a conversation made short that cannot be opened any more is left out.</summary>
    internal async Task AddAsync(TenantId tenant, ItemMessages messages, IEnumerable<ResponseItem> before, CancellationToken cancellationToken)
    {
        foreach (var item in before)
        {
            if (item.Compaction is not { } compaction) messages.Add(item);
            else if (await seal.OpenAsync(tenant, compaction.EncryptedContent, cancellationToken) is { } opened) messages.Add(opened);
        }
    }

    /// <summary>The refusal of a conversation made short that does not open.</summary>
    internal static FastchatException Unreadable(string param) => FastchatException.InvalidValue(
        param, $"{param} must be the content of a compaction item that this server made for the same tenant, unchanged.");

    // (1) References replaced by the items they name.
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
