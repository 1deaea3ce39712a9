using Fastchat.Chat.Responses;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Grpc.Core;

namespace Fastchat.Chat.Conversations;

/// <summary>The door of conversations in OpenAI's shape.</summary>
public sealed class ConversationsService(ConversationStore store, ConversationItemStore items, IncomingItems incoming) : Contracts.OpenAI.V1.ConversationsService.ConversationsServiceBase
{
    private const int DefaultPage = 20;
    private const int MaxPage = 100;

    /// <inheritdoc />
    public override async Task<CreateConversationResponse> CreateConversation(CreateConversationRequest request, ServerCallContext context)
    {
        Notes.Check("metadata", request.Metadata);
        var first = await incoming.TakeAsync(context.Tenant(), request.Items, "items", context.CancellationToken);
        var made = await store.AddAsync(context.Tenant(), [.. first.Select(item => new NewItem(item))], request.Metadata.ToDictionary(), context.CancellationToken, context.Caller().UserId);
        return new CreateConversationResponse { Conversation = ToObject(made) };
    }

    /// <inheritdoc />
    public override async Task<GetConversationResponse> GetConversation(GetConversationRequest request, ServerCallContext context) =>
        new() { Conversation = ToObject(await GetAsync(request.ConversationId, context)) };

    /// <inheritdoc />
    public override async Task<UpdateConversationResponse> UpdateConversation(UpdateConversationRequest request, ServerCallContext context)
    {
        var id = Owned(request.ConversationId, context);
        Notes.Check("metadata", request.Metadata);
        var changed = await store.UpdateAsync(context.Tenant(), id, request.Metadata.ToDictionary(), context.CancellationToken);
        return new UpdateConversationResponse { Conversation = ToObject(changed ?? throw NotFound(id)) };
    }

    /// <inheritdoc />
    public override async Task<DeleteConversationResponse> DeleteConversation(DeleteConversationRequest request, ServerCallContext context) =>
        await store.DeleteAsync(context.Tenant(), Owned(request.ConversationId, context), context.CancellationToken)
            ? new DeleteConversationResponse { Id = request.ConversationId, Object = "conversation.deleted", Deleted = true }
            : throw NotFound(request.ConversationId);

    /// <inheritdoc />
    public override async Task<CreateConversationItemsResponse> CreateConversationItems(CreateConversationItemsRequest request, ServerCallContext context)
    {
        var id = Owned(request.ConversationId, context);
        ResponseRules.Check(request.Include);
        if (request.Items.Count == 0) throw FastchatException.MissingField("items");
        var taken = await incoming.TakeAsync(context.Tenant(), request.Items, "items", context.CancellationToken);
        var added = await items.AppendAsync(context.Tenant(), id, [.. taken.Select(item => new NewItem(item))], context.CancellationToken) ?? throw NotFound(id);
        return new CreateConversationItemsResponse { Object = "list", Data = { added.Select(i => i.Tell(request.Include)) }, FirstId = added[0].Id, LastId = added[^1].Id };
    }

    /// <inheritdoc />
    public override async Task<ListConversationItemsResponse> ListConversationItems(ListConversationItemsRequest request, ServerCallContext context)
    {
        var id = Owned(request.ConversationId, context);
        ResponseRules.Check(request.Include);
        var query = OpenAIPages.Query(context.Tenant(), ItemIds.PrefixOf(request.After), request.HasLimit ? request.Limit : DefaultPage, MaxPage, request.After, before: "", request.Order);
        var page = await items.ListAsync(context.Tenant(), id, query, spoken: false, context.CancellationToken) ?? throw NotFound(id);
        var response = new ListConversationItemsResponse { Object = "list", Data = { page.Items.Select(i => i.Tell(request.Include)) }, HasMore = page.HasMore };
        if (page.Items.Count > 0) (response.FirstId, response.LastId) = (page.Items[0].Id, page.Items[^1].Id);
        return response;
    }

    /// <inheritdoc />
    public override async Task<GetConversationItemResponse> GetConversationItem(GetConversationItemRequest request, ServerCallContext context)
    {
        ResponseRules.Check(request.Include);
        var conversation = await GetAsync(request.ConversationId, context);
        var item = ItemIds.IsOwned(request.ItemId, context.Tenant()) ? await items.FindAsync(context.Tenant(), conversation.Id, request.ItemId, context.CancellationToken) : null;
        return new GetConversationItemResponse { Item = item?.Tell(request.Include) ?? throw ItemNotFound(request.ItemId) };
    }

    /// <inheritdoc />
    public override async Task<DeleteConversationItemResponse> DeleteConversationItem(DeleteConversationItemRequest request, ServerCallContext context)
    {
        var conversation = await GetAsync(request.ConversationId, context);
        return ItemIds.IsOwned(request.ItemId, context.Tenant()) && await items.RemoveAsync(context.Tenant(), conversation.Id, request.ItemId, context.CancellationToken)
            ? new DeleteConversationItemResponse { Conversation = ToObject(conversation) }
            : throw ItemNotFound(request.ItemId);
    }

    private async Task<ConversationRecord> GetAsync(string id, ServerCallContext context) =>
        await store.FindAsync(context.Tenant(), Owned(id, context), context.CancellationToken) ?? throw NotFound(id);

    private static string Owned(string id, ServerCallContext context) => Ids.IsOwned(id, Ids.Conversation, context.Tenant()) ? id : throw NotFound(id);

    private static Conversation ToObject(ConversationRecord conversation) => new()
    {
        Id = conversation.Id,
        Object = "conversation",
        CreatedAt = conversation.CreatedAt.ToUnixTimeSeconds(),
        Metadata = { conversation.Metadata.ToDictionary() },
    };

    private static FastchatException NotFound(string id) => new(ErrorReason.ConversationNotFound, $"There is no conversation '{id}'.", "conversation_id");

    private static FastchatException ItemNotFound(string id) => new(ErrorReason.ItemNotFound, $"There is no item '{id}' in the conversation.", "item_id");
}
