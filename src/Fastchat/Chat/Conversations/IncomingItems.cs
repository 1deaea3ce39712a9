using System.Text;
using Fastchat.Chat.Context;
using Fastchat.Chat.Privacy;
using Fastchat.Chat.Responses;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Files;
using Fastchat.Foundation;

namespace Fastchat.Chat.Conversations;

/// <summary>Items that callers add to conversations: checked, with ids of our making, and in one form.</summary>
public sealed class IncomingItems(FileLibrary files, CompactionSeal seal, PrivacyScreens screens, TimeProvider clock)
{
    /// <summary>How many may come at once.</summary>
    public const int Most = 20;

    private const int MostTextBytes = 1024 * 1024;

    /// <summary>The items as they are kept.</summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="items">The caller's.</param>
    /// <param name="param">What the caller calls the list, for errors.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FastchatException">MISSING_FIELD, INVALID_VALUE, FILE_NOT_FOUND, or CONTENT_BLOCKED.</exception>
    public async Task<IReadOnlyList<ResponseItem>> TakeAsync(TenantId tenant, IReadOnlyList<ResponseItem> items, string param, CancellationToken cancellationToken)
    {
        if (items.Count > Most) throw FastchatException.InvalidValue(param, $"{param} must have at most {Most} entries, but has {items.Count}.");
        for (var i = 0; i < items.Count; i++) Check(items[i], $"{param}[{i}]");
        for (var i = 0; i < items.Count; i++) await CheckContentsAsync(tenant, items[i], $"{param}[{i}]", cancellationToken);
        var taken = items.Select((item, i) => InputItems.Of(item.Clone(), i, (prefix, _) => Ids.New(prefix, tenant, clock))).ToList();
        await screens.AdmitAsync(tenant, taken, param, cancellationToken);
        return taken;
    }

    private static void Check(ResponseItem item, string param)
    {
        ResponseRules.Check(item, param);
        switch (item.ItemCase)
        {
            case ResponseItem.ItemOneofCase.None:
                throw FastchatException.MissingField($"{param}.type");
            case ResponseItem.ItemOneofCase.ItemReference:
                throw FastchatException.InvalidValue($"{param}.type", $"{param}.type must be that of an item itself: a conversation keeps no references.");
            case ResponseItem.ItemOneofCase.CompactionTrigger:
                throw FastchatException.InvalidValue($"{param}.type", $"{param}.type must be another: a conversation is made short where a response is asked for.");
            case ResponseItem.ItemOneofCase.Message:
                Check(item.Message, $"{param}.content");
                break;
        }
    }

    private static void Check(MessageItem message, string param)
    {
        var parts = Parts(message);
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].ContentCase == ItemContent.ContentOneofCase.None) throw FastchatException.MissingField($"{param}[{i}].type");
            if (parts[i].InputImage is { } image) ContentRules.CheckAddress(image.ImageUrl, $"{param}[{i}].image_url");
            if (parts[i].InputFile is { HasFileData: true } file) ContentRules.CheckData(file.FileData, $"{param}[{i}].file_data");
        }

        var bytes = Encoding.UTF8.GetByteCount(message.Text) + parts.Sum(p => (long)Encoding.UTF8.GetByteCount(p.InputText?.Text ?? p.OutputText?.Text ?? ""));
        if (bytes > MostTextBytes) throw FastchatException.InvalidValue(param, $"The text of a message must have at most {MostTextBytes} bytes in UTF-8, but has {bytes}.");
    }

    // What is refused here could not be used later, in the middle of a conversation.
    private async Task CheckContentsAsync(TenantId tenant, ResponseItem item, string param, CancellationToken cancellationToken)
    {
        if (item.Compaction is { } compaction && await seal.OpenAsync(tenant, compaction.EncryptedContent, cancellationToken) is null)
            throw ResponseInputs.Unreadable($"{param}.encrypted_content");
        if (item.Message is not { } message) return;
        var parts = Parts(message);
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].InputFile is { HasFileId: true } file) await CheckFileAsync(tenant, file.FileId, $"{param}.content[{i}].file_id", cancellationToken);
        }
    }

    private async Task CheckFileAsync(TenantId tenant, string id, string param, CancellationToken cancellationToken)
    {
        try
        {
            await files.GetAsync(tenant, id, cancellationToken);
        }
        catch (FastchatException e) when (e.Reason == ErrorReason.FileNotFound)
        {
            throw new FastchatException(e.Reason, e.Message, param);
        }
    }

    private static IReadOnlyList<ItemContent> Parts(MessageItem message) => message.Parts?.Parts ?? [];
}
