using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Retrieval.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Server;

/// <summary>A request of every method that would succeed: what it needs besides ids stands here, the ids come from the contract.</summary>
internal static class OwnRequests
{
    private static readonly Dictionary<string, Func<IMessage>> Needed = new()
    {
        ["fastchat.admin.v1.TenantService.CreateTenant"] = () => new CreateTenantRequest { Name = "made" },
        ["fastchat.admin.v1.ClientService.CreateClient"] = () => new CreateClientRequest { Name = "made" },
        ["fastchat.admin.v1.KeyService.CreateKey"] = () => new CreateKeyRequest { Name = "taken", Role = Contracts.Admin.V1.Role.Viewer },
        ["fastchat.admin.v1.LimitService.SetLimit"] = () => new SetLimitRequest { Kind = LimitKind.User, Name = "taken", Limits = new LimitSettings { RequestsPerDay = 1 } },
        ["fastchat.admin.v1.LimitService.DeleteLimit"] = () => new DeleteLimitRequest { Kind = LimitKind.User, Name = "a user" },
        ["fastchat.admin.v1.PolicyService.CreatePolicyRule"] = () => new CreatePolicyRuleRequest { Spec = Harmless },
        ["fastchat.admin.v1.PolicyService.UpdatePolicyRule"] = () => new UpdatePolicyRuleRequest { Spec = Harmless },
        ["fastchat.admin.v1.PolicyService.SetPolicyDefault"] = () => new SetPolicyDefaultRequest { Effect = PolicyEffect.Allow },
        ["fastchat.admin.v1.PolicyService.ExplainPolicy"] = () => new ExplainPolicyRequest { Role = Contracts.Admin.V1.Role.User, Permission = "chat.write" },
        ["fastchat.admin.v1.WebhookService.CreateWebhook"] = () => new CreateWebhookRequest { Url = "https://receiver.invalid/", EventTypes = { "run.completed" } },
        ["fastchat.admin.v1.WorkspaceService.CreateWorkspace"] = () => new CreateWorkspaceRequest { Name = "taken" },
        ["fastchat.admin.v1.WorkspaceService.UpdateWorkspace"] = () => new UpdateWorkspaceRequest { Name = "taken" },
        ["fastchat.admin.v1.ErasureService.EraseUser"] = () => new EraseUserRequest { UserId = "nobody" },
        ["fastchat.admin.v1.AuditService.VerifyAudit"] = () => new VerifyAuditRequest { FromSequence = 1, Limit = 1 },
        ["fastchat.admin.v1.AuditService.GetAuditCheckpoint"] = () => new GetAuditCheckpointRequest { Sequence = 1 },
        ["fastchat.admin.v1.ModelRegistryService.CreateModelProvider"] = () => new CreateModelProviderRequest { Provider = "made", Spec = NoProvider },
        ["fastchat.admin.v1.ModelRegistryService.UpdateModelProvider"] = () => new UpdateModelProviderRequest { Provider = "made", Spec = NoProvider },
        ["fastchat.admin.v1.ModelRegistryService.CreateRegisteredModel"] = () => new CreateRegisteredModelRequest { Model = "made", Spec = Quoting },
        ["fastchat.admin.v1.ModelRegistryService.UpdateRegisteredModel"] = () => new UpdateRegisteredModelRequest { Model = "made", Spec = Quoting },
        ["fastchat.chat.v1.ChatService.Chat"] = () => Chatting,
        ["fastchat.chat.v1.ChatService.Converse"] = () => new ConverseRequest { Start = Chatting },
        ["fastchat.chat.v1.ChatService.StreamChat"] = () => new StreamChatRequest { Message = LighthouseServer.Question },
        ["fastchat.chat.v1.SessionService.SendMessage"] = () => new SendMessageRequest { Message = LighthouseServer.Question },
        ["fastchat.openai.v1.ChatCompletionsService.CreateChatCompletion"] = () => new CreateChatCompletionRequest { Params = Params },
        ["fastchat.openai.v1.ChatCompletionsService.StreamChatCompletion"] = () => new StreamChatCompletionRequest { Params = Params },
        ["fastchat.openai.v1.ResponsesService.CreateResponse"] = () => new CreateResponseRequest { Params = Response },
        ["fastchat.openai.v1.ResponsesService.StreamResponse"] = () => new StreamResponseRequest { Params = Response },
        ["fastchat.openai.v1.ResponsesService.ConnectResponses"] = () => new ConnectResponsesRequest { Create = Response },
        ["fastchat.openai.v1.ResponsesService.CountInputTokens"] = () => new CountInputTokensRequest { Params = Response },
        ["fastchat.openai.v1.ResponsesService.CompactResponse"] = () => new CompactResponseRequest { Params = new CompactParams { Model = Response.Model, Input = Response.Input } },
        ["fastchat.openai.v1.EmbeddingsService.CreateEmbeddings"] = () => new CreateEmbeddingsRequest { Model = "hashing-384", One = LighthouseServer.Question },
        ["fastchat.chat.v1.RerankService.Rerank"] = () => new RerankRequest { Model = "lexical", Query = "lighthouse", Documents = { new RerankDocument { Text = LighthouseServer.Text } } },
        ["fastchat.openai.v1.ConversationsService.CreateConversation"] = () => new CreateConversationRequest { Items = { Said(LighthouseServer.Question) } },
        ["fastchat.openai.v1.ConversationsService.CreateConversationItems"] = () => new CreateConversationItemsRequest { Items = { Said(LighthouseServer.Question) } },
        ["fastchat.openai.v1.ThreadsService.CreateThread"] = () => new CreateThreadRequest { Messages = { Asked } },
        ["fastchat.openai.v1.ThreadsService.CreateThreadMessage"] = () => new CreateThreadMessageRequest { Message = Asked },
        ["fastchat.openai.v1.ThreadsService.UpdateThreadMessage"] = () => new UpdateThreadMessageRequest { Text = "taken" },
        ["fastchat.openai.v1.UploadsService.CreateUpload"] = () => new CreateUploadRequest { Filename = "made.txt", Purpose = "assistants", Bytes = 5 },
        ["fastchat.openai.v1.UploadsService.CreateUploadPart"] = () => new CreateUploadPartRequest { Data = ByteString.CopyFromUtf8("more") },
        ["fastchat.openai.v1.VectorStoresService.UpdateVectorStore"] = () => new UpdateVectorStoreRequest { Name = "taken" },
        ["fastchat.openai.v1.VectorStoresService.SearchVectorStore"] = () => new SearchVectorStoreRequest { Query = new SearchQuery { One = "lighthouse" } },
        ["fastchat.retrieval.v1.RetrievalService.Search"] = () => new SearchRequest { Query = "lighthouse" },
    };

    // Its answer holds nothing that makes or breaks anything.
    private static PolicyRuleSpec Harmless => new() { Name = "harmless", Effect = PolicyEffect.Deny, Models = { "none" } };

    // It is asked for nothing.
    private static ModelProviderSpec NoProvider => new() { BaseUrl = "https://provider.example/v1", ListModels = false };

    private static ModelSpec Quoting => new() { Targets = { new ModelTarget { Provider = "builtin", Model = "extractive" }, new ModelTarget { Provider = "builtin", Model = "extractive" } } };

    private static ChatCompletionParams Params => new() { Model = "extractive", Messages = { new ChatMessage { Role = ChatRole.User, Text = LighthouseServer.Question } } };

    // A message to put parts into, and one that asks.
    private static ResponseParams Response => new()
    {
        Model = "scripted",
        Input = new ResponseInput { Items = new ResponseItemList { Items = { Said(""), Said(LighthouseServer.Question) } } },
    };

    private static ThreadMessageParams Asked => new() { Role = "user", Text = LighthouseServer.Question };

    private static ResponseItem Said(string text) => new()
    {
        Message = new MessageItem { Role = "user", Parts = new ItemContentList { Parts = { new ItemContent { InputText = new InputText { Text = text } } } } },
    };

    private static ChatRequest Chatting => new() { Messages = { new Message { Role = Contracts.Chat.V1.Role.User, Text = LighthouseServer.Question } } };

    /// <summary>The request of a method that names the tenant's own things wherever it names any.</summary>
    public static IMessage Of(MethodDescriptor method, OwnedIds ids) => Of(method, ids, _ => true);

    /// <summary>The same with another value in one field; of events that exclude each other it is the one that has the field.</summary>
    public static IMessage With(MethodDescriptor method, OwnedIds ids, IdField field, string value)
    {
        var request = Of(method, ids, f => f.Path[0].RealContainingOneof is not { } oneof || oneof != field.Path[0].RealContainingOneof || f.Path[0] == field.Path[0]);
        field.Place(request, value);
        return request;
    }

    private static IMessage Of(MethodDescriptor method, OwnedIds ids, Func<IdField, bool> isPlaced)
    {
        var request = Needed.TryGetValue(method.FullName, out var make) ? make() : Contract.EmptyRequest(method);
        foreach (var field in IdField.Of(method).Where(f => f.Kind is not (IdKind.Cursor or IdKind.Token) && isPlaced(f))) field.Place(request, ids.Of(field.Kind));
        return request;
    }
}
