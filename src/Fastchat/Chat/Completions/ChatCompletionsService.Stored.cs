using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Grpc.Core;

namespace Fastchat.Chat.Completions;

/// <content>What was stored.</content>
public sealed partial class ChatCompletionsService
{
    private const int DefaultPage = 20;
    private const int MaxPage = 100;
    private const string OldestFirst = "asc";

    /// <inheritdoc />
    public override async Task<GetChatCompletionResponse> GetChatCompletion(GetChatCompletionRequest request, ServerCallContext context) => new()
    {
        Completion = (IsOwn(request.CompletionId, context) ? await store.FindAsync(context.Tenant(), request.CompletionId, context.CancellationToken) : null) ?? throw NotFound(request.CompletionId),
    };

    /// <inheritdoc />
    public override async Task<ListChatCompletionsResponse> ListChatCompletions(ListChatCompletionsRequest request, ServerCallContext context)
    {
        var query = OpenAIPages.Query(context.Tenant(), Ids.ChatCompletion, request.HasLimit ? request.Limit : DefaultPage, MaxPage, request.After, before: "", Order(request.Order));
        StoredText.Check("model", request.Model);
        CheckNotes(request.Metadata);
        var page = await store.ListAsync(context.Tenant(), request.HasModel ? request.Model : null, request.Metadata, query, context.CancellationToken);
        var response = new ListChatCompletionsResponse { Object = "list", Data = { page.Items }, HasMore = page.HasMore };
        if (page.Items.Count > 0) (response.FirstId, response.LastId) = (page.Items[0].Id, page.Items[^1].Id);
        return response;
    }

    /// <inheritdoc />
    public override async Task<UpdateChatCompletionResponse> UpdateChatCompletion(UpdateChatCompletionRequest request, ServerCallContext context)
    {
        CheckNotes(request.Metadata);
        return new UpdateChatCompletionResponse
        {
            Completion = (IsOwn(request.CompletionId, context) ? await store.UpdateAsync(context.Tenant(), request.CompletionId, request.Metadata, context.CancellationToken) : null)
                ?? throw NotFound(request.CompletionId),
        };
    }

    /// <inheritdoc />
    public override async Task<ListChatCompletionMessagesResponse> ListChatCompletionMessages(ListChatCompletionMessagesRequest request, ServerCallContext context)
    {
        var query = OpenAIPages.Query(context.Tenant(), Ids.ChatCompletion, request.HasLimit ? request.Limit : DefaultPage, MaxPage, after: "", before: "", Order(request.Order));
        var messages = (IsOwn(request.CompletionId, context) ? await store.FindMessagesAsync(context.Tenant(), request.CompletionId, context.CancellationToken) : null)
            ?? throw NotFound(request.CompletionId);
        var page = new StoredMessages(request.CompletionId, messages).Page(query, request.After);
        var response = new ListChatCompletionMessagesResponse { Object = "list", Data = { page.Items }, HasMore = page.HasMore };
        if (page.Items.Count > 0) (response.FirstId, response.LastId) = (page.Items[0].Id, page.Items[^1].Id);
        return response;
    }

    /// <inheritdoc />
    public override async Task<DeleteChatCompletionResponse> DeleteChatCompletion(DeleteChatCompletionRequest request, ServerCallContext context) =>
        IsOwn(request.CompletionId, context) && await store.DeleteAsync(context.Tenant(), request.CompletionId, context.CancellationToken)
            ? new DeleteChatCompletionResponse { Id = request.CompletionId, Object = "chat.completion.deleted", Deleted = true }
            : throw NotFound(request.CompletionId);

    private static bool IsOwn(string completionId, ServerCallContext context) => Ids.IsOwned(completionId, Ids.ChatCompletion, context.Tenant());

    private static string Order(string order) => order.Length > 0 ? order : OldestFirst;

    private static void CheckNotes(IReadOnlyCollection<KeyValuePair<string, string>> notes)
    {
        Notes.Check("metadata", notes);
        Notes.CheckText("metadata", notes);
    }

    private static FastchatException NotFound(string id) =>
        new(ErrorReason.CompletionNotFound, $"There is no stored chat completion '{id}'; only those made with \"store\": true are kept.", "completion_id");
}
