using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Chat.Conversations;

/// <summary>The door of conversations in OpenAI's legacy shape: threads and messages, with forks and changes that OpenAI has not.</summary>
public sealed class ThreadsService(ConversationStore store, ConversationItemStore items, IncomingItems incoming) : Contracts.OpenAI.V1.ThreadsService.ThreadsServiceBase
{
    private const int DefaultPage = 20;
    private const int MaxPage = 100;

    /// <inheritdoc />
    public override async Task<CreateThreadResponse> CreateThread(CreateThreadRequest request, ServerCallContext context)
    {
        CheckTools(request.ToolResources);
        Notes.Check("metadata", request.Metadata);
        if (request.Messages.Count > IncomingItems.Most) throw FastchatException.InvalidValue("messages", $"messages must have at most {IncomingItems.Most} entries, but has {request.Messages.Count}.");
        var said = request.Messages.Select((message, i) => ThreadShapes.ToItem(message, $"messages[{i}].")).ToList();
        var first = await incoming.TakeAsync(context.Tenant(), said, "messages", context.CancellationToken);
        var made = await store.AddAsync(
            context.Tenant(), [.. first.Select((item, i) => new NewItem(item, request.Messages[i].Metadata.ToDictionary()))], request.Metadata.ToDictionary(), context.CancellationToken, context.Caller().UserId);
        return new CreateThreadResponse { Thread = ThreadShapes.ToThread(made) };
    }

    /// <inheritdoc />
    public override async Task<ListThreadsResponse> ListThreads(ListThreadsRequest request, ServerCallContext context)
    {
        var query = OpenAIPages.Query(context.Tenant(), Ids.Thread, request.HasLimit ? request.Limit : DefaultPage, MaxPage, request.After, request.Before, request.Order);
        var page = await store.ListAsync(context.Tenant(), query with { After = Conversation(query.After), Before = Conversation(query.Before) }, context.CancellationToken);
        var response = new ListThreadsResponse { Object = "list", Data = { page.Items.Select(ThreadShapes.ToThread) }, HasMore = page.HasMore };
        if (response.Data.Count > 0) (response.FirstId, response.LastId) = (response.Data[0].Id, response.Data[^1].Id);
        return response;

        static string? Conversation(string? threadId) => threadId is null ? null : ThreadShapes.ConversationOf(threadId);
    }

    /// <inheritdoc />
    public override async Task<GetThreadResponse> GetThread(GetThreadRequest request, ServerCallContext context) =>
        new() { Thread = ThreadShapes.ToThread(await GetAsync(request.ThreadId, context)) };

    /// <inheritdoc />
    public override async Task<UpdateThreadResponse> UpdateThread(UpdateThreadRequest request, ServerCallContext context)
    {
        var id = Conversation(request.ThreadId, context);
        CheckTools(request.ToolResources);
        Notes.Check("metadata", request.Metadata);
        if (request.Metadata.Count == 0) return new UpdateThreadResponse { Thread = ThreadShapes.ToThread(await GetAsync(request.ThreadId, context)) };
        var changed = await store.UpdateAsync(context.Tenant(), id, request.Metadata.ToDictionary(), context.CancellationToken);
        return new UpdateThreadResponse { Thread = ThreadShapes.ToThread(changed ?? throw NotFound(request.ThreadId)) };
    }

    /// <inheritdoc />
    public override async Task<DeleteThreadResponse> DeleteThread(DeleteThreadRequest request, ServerCallContext context) =>
        await store.DeleteAsync(context.Tenant(), Conversation(request.ThreadId, context), context.CancellationToken)
            ? new DeleteThreadResponse { Id = request.ThreadId, Object = "thread.deleted", Deleted = true }
            : throw NotFound(request.ThreadId);

    /// <inheritdoc />
    public override async Task<ForkThreadResponse> ForkThread(ForkThreadRequest request, ServerCallContext context)
    {
        Notes.Check("metadata", request.Metadata);
        var last = request.MessageId.Length > 0 ? await GetMessageAsync(request.ThreadId, request.MessageId, context) : null;
        var fork = await store.ForkAsync(
            context.Tenant(), Conversation(request.ThreadId, context), last?.Sequence, request.Metadata.Count > 0 ? request.Metadata.ToDictionary() : null, context.CancellationToken, context.Caller().UserId);
        return new ForkThreadResponse { Thread = ThreadShapes.ToThread(fork ?? throw NotFound(request.ThreadId)) };
    }

    /// <inheritdoc />
    public override async Task<CreateThreadMessageResponse> CreateThreadMessage(CreateThreadMessageRequest request, ServerCallContext context)
    {
        var id = Conversation(request.ThreadId, context);
        var message = request.Message ?? new ThreadMessageParams();
        var item = await TakeAsync(ThreadShapes.ToItem(message, param: ""), context);
        var added = await items.AppendAsync(context.Tenant(), id, [new NewItem(item, message.Metadata.ToDictionary())], context.CancellationToken) ?? throw NotFound(request.ThreadId);
        return new CreateThreadMessageResponse { Message = ThreadShapes.ToMessage(request.ThreadId, added[0]) };
    }

    /// <inheritdoc />
    public override async Task<ListThreadMessagesResponse> ListThreadMessages(ListThreadMessagesRequest request, ServerCallContext context)
    {
        var id = Conversation(request.ThreadId, context);
        var query = OpenAIPages.Query(context.Tenant(), Ids.Message, request.HasLimit ? request.Limit : DefaultPage, MaxPage, request.After, request.Before, request.Order);
        var page = await items.ListAsync(context.Tenant(), id, query, spoken: true, context.CancellationToken) ?? throw NotFound(request.ThreadId);
        var response = new ListThreadMessagesResponse { Object = "list", Data = { page.Items.Select(i => ThreadShapes.ToMessage(request.ThreadId, i)) }, HasMore = page.HasMore };
        if (page.Items.Count > 0) (response.FirstId, response.LastId) = (page.Items[0].Id, page.Items[^1].Id);
        return response;
    }

    /// <inheritdoc />
    public override async Task<GetThreadMessageResponse> GetThreadMessage(GetThreadMessageRequest request, ServerCallContext context) =>
        new() { Message = ThreadShapes.ToMessage(request.ThreadId, await GetMessageAsync(request.ThreadId, request.MessageId, context)) };

    /// <inheritdoc />
    public override async Task<UpdateThreadMessageResponse> UpdateThreadMessage(UpdateThreadMessageRequest request, ServerCallContext context)
    {
        var old = await GetMessageAsync(request.ThreadId, request.MessageId, context);
        Notes.Check("metadata", request.Metadata);
        var role = old.Item.Message.Role;
        var said = request.ContentCase switch
        {
            UpdateThreadMessageRequest.ContentOneofCase.Text => await TakeAsync(ThreadShapes.ToItem(role, request.Text), context),
            UpdateThreadMessageRequest.ContentOneofCase.Parts => await TakeAsync(ThreadShapes.ToItem(role, request.Parts, "content"), context),
            _ => null,
        };
        if (said is null && request.Metadata.Count == 0) return new UpdateThreadMessageResponse { Message = ThreadShapes.ToMessage(request.ThreadId, old) };
        var changed = await items.ChangeAsync(context.Tenant(), Conversation(request.ThreadId, context), request.MessageId, Change, context.CancellationToken);
        return new UpdateThreadMessageResponse { Message = ThreadShapes.ToMessage(request.ThreadId, changed ?? throw MessageNotFound(request.MessageId)) };

        NewItem Change(ConversationItem found)
        {
            if (said is not null) found.Item.Message.Parts = said.Message.Parts;
            return new NewItem(found.Item, request.Metadata.Count > 0 ? request.Metadata.ToDictionary() : null);
        }
    }

    /// <inheritdoc />
    public override async Task<DeleteThreadMessageResponse> DeleteThreadMessage(DeleteThreadMessageRequest request, ServerCallContext context)
    {
        var message = await GetMessageAsync(request.ThreadId, request.MessageId, context);
        return await items.RemoveAsync(context.Tenant(), Conversation(request.ThreadId, context), message.Id, context.CancellationToken)
            ? new DeleteThreadMessageResponse { Id = request.MessageId, Object = "thread.message.deleted", Deleted = true }
            : throw MessageNotFound(request.MessageId);
    }

    private async Task<ResponseItem> TakeAsync(ResponseItem item, ServerCallContext context)
    {
        try
        {
            return (await incoming.TakeAsync(context.Tenant(), [item], "", context.CancellationToken))[0];
        }
        catch (FastchatException e) when (e.Param is { } param && param.StartsWith("[0].", StringComparison.Ordinal))
        {
            throw new FastchatException(e.Reason, e.Message.Replace("[0].", "", StringComparison.Ordinal), param["[0].".Length..]);
        }
    }

    private async Task<ConversationRecord> GetAsync(string threadId, ServerCallContext context) =>
        await store.FindAsync(context.Tenant(), Conversation(threadId, context), context.CancellationToken) ?? throw NotFound(threadId);

    // What tools did and what instructions said is in the conversation, and no message of the thread.
    private async Task<ConversationItem> GetMessageAsync(string threadId, string messageId, ServerCallContext context)
    {
        var conversation = await GetAsync(threadId, context);
        return Ids.IsOwned(messageId, Ids.Message, context.Tenant())
            && await items.FindAsync(context.Tenant(), conversation.Id, messageId, context.CancellationToken) is { IsSpoken: true } message ? message : throw MessageNotFound(messageId);
    }

    private static string Conversation(string threadId, ServerCallContext context) =>
        Ids.IsOwned(threadId, Ids.Thread, context.Tenant()) ? ThreadShapes.ConversationOf(threadId) : throw NotFound(threadId);

    // A setting that nothing would heed is refused: whoever sets it counts on it.
    private static void CheckTools(Struct? resources)
    {
        if (resources is { Fields.Count: > 0 }) throw FastchatException.InvalidValue("tool_resources", "tool_resources must be absent: threads have no runs here that would use them.");
    }

    private static FastchatException NotFound(string id) => new(ErrorReason.ConversationNotFound, $"There is no thread '{id}'.", "thread_id");

    private static FastchatException MessageNotFound(string id) => new(ErrorReason.ItemNotFound, $"There is no message '{id}' in the thread.", "message_id");
}
