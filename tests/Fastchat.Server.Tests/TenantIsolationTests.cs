using System.Text;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Retrieval.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using FileMethods = Fastchat.Contracts.Files.V1;

namespace Fastchat.Server;

public sealed class TenantIsolationTests(TwoTenants tenants) : IClassFixture<TwoTenants>
{
    // Everything that takes an id, filled in with the caller's own ids but for those that are replaced.
    private static readonly Dictionary<string, Func<OwnedIds, IMessage>> Requests = new()
    {
        ["fastchat.admin.v1.KeyService.CreateKey"] = ids => new CreateKeyRequest { TenantId = ids.Tenant, WorkspaceId = ids.Workspace, Name = "taken", Role = Contracts.Admin.V1.Role.Viewer },
        ["fastchat.admin.v1.AuditService.ListAuditRecords"] = ids => new ListAuditRecordsRequest { TenantId = ids.Tenant },
        ["fastchat.admin.v1.AuditService.VerifyAudit"] = ids => new VerifyAuditRequest { TenantId = ids.Tenant },
        ["fastchat.admin.v1.AuditService.ListAuditCheckpoints"] = ids => new ListAuditCheckpointsRequest { TenantId = ids.Tenant },
        ["fastchat.admin.v1.AuditService.GetAuditCheckpoint"] = ids => new GetAuditCheckpointRequest { TenantId = ids.Tenant, Sequence = 1 },
        ["fastchat.admin.v1.KeyService.GetKey"] = ids => new GetKeyRequest { KeyId = ids.Key },
        ["fastchat.admin.v1.KeyService.ListKeys"] = ids => new ListKeysRequest { TenantId = ids.Tenant },
        ["fastchat.admin.v1.KeyService.RotateKey"] = ids => new RotateKeyRequest { KeyId = ids.Key },
        ["fastchat.admin.v1.KeyService.RevokeKey"] = ids => new RevokeKeyRequest { KeyId = ids.Key },
        ["fastchat.admin.v1.LimitService.SetLimit"] = ids => new SetLimitRequest { TenantId = ids.Tenant, Kind = LimitKind.User, Name = "taken", Limits = new LimitSettings { RequestsPerDay = 1 } },
        ["fastchat.admin.v1.LimitService.ListLimits"] = ids => new ListLimitsRequest { TenantId = ids.Tenant },
        ["fastchat.admin.v1.LimitService.DeleteLimit"] = ids => new DeleteLimitRequest { TenantId = ids.Tenant, Kind = LimitKind.User, Name = "taken" },
        ["fastchat.admin.v1.PolicyService.CreatePolicyRule"] = ids => new CreatePolicyRuleRequest { TenantId = ids.Tenant, Spec = Harmless },
        ["fastchat.admin.v1.PolicyService.GetPolicyRule"] = ids => new GetPolicyRuleRequest { RuleId = ids.Rule },
        ["fastchat.admin.v1.PolicyService.ListPolicyRules"] = ids => new ListPolicyRulesRequest { TenantId = ids.Tenant },
        ["fastchat.admin.v1.PolicyService.UpdatePolicyRule"] = ids => new UpdatePolicyRuleRequest { RuleId = ids.Rule, Spec = Harmless },
        ["fastchat.admin.v1.PolicyService.DeletePolicyRule"] = ids => new DeletePolicyRuleRequest { RuleId = ids.Rule },
        ["fastchat.admin.v1.PolicyService.SetPolicyDefault"] = ids => new SetPolicyDefaultRequest { TenantId = ids.Tenant, Effect = PolicyEffect.Deny },
        ["fastchat.admin.v1.PolicyService.ExplainPolicy"] = ids => new ExplainPolicyRequest { TenantId = ids.Tenant, Role = Contracts.Admin.V1.Role.User, Permission = "chat.write" },
        ["fastchat.admin.v1.WorkspaceService.CreateWorkspace"] = ids => new CreateWorkspaceRequest { TenantId = ids.Tenant, Name = "taken" },
        ["fastchat.admin.v1.WorkspaceService.GetWorkspace"] = ids => new GetWorkspaceRequest { WorkspaceId = ids.Workspace },
        ["fastchat.admin.v1.WorkspaceService.ListWorkspaces"] = ids => new ListWorkspacesRequest { TenantId = ids.Tenant },
        ["fastchat.admin.v1.WorkspaceService.UpdateWorkspace"] = ids => new UpdateWorkspaceRequest { WorkspaceId = ids.Workspace, Name = "taken" },
        ["fastchat.admin.v1.ErasureService.EraseUser"] = ids => new EraseUserRequest { TenantId = ids.Tenant, UserId = "nobody" },
        ["fastchat.admin.v1.ErasureService.GetErasure"] = ids => new GetErasureRequest { ErasureId = ids.Erasure },
        ["fastchat.admin.v1.ErasureService.ListErasures"] = ids => new ListErasuresRequest { TenantId = ids.Tenant },
        ["fastchat.admin.v1.UsageService.ListUsage"] = ids => new ListUsageRequest { TenantId = ids.Tenant },
        ["fastchat.admin.v1.UsageService.ExportUsage"] = ids => new ExportUsageRequest { TenantId = ids.Tenant },
        ["fastchat.chat.v1.ChatService.Chat"] = ids => new ChatRequest
        {
            Messages = { new Message { Role = Contracts.Chat.V1.Role.User, Text = LighthouseServer.Question } },
            Tools = { new Tool { FileSearch = new FileSearch { VectorStoreIds = { ids.Store } } } },
        },
        ["fastchat.chat.v1.RunService.GetRun"] = ids => new GetRunRequest { RunId = ids.Run },
        ["fastchat.chat.v1.RunService.CancelRun"] = ids => new CancelRunRequest { RunId = ids.Run },
        ["fastchat.files.v1.FileService.GetFile"] = ids => new FileMethods.GetFileRequest { FileId = ids.File },
        ["fastchat.files.v1.FileService.DownloadFile"] = ids => new FileMethods.DownloadFileRequest { FileId = ids.File },
        ["fastchat.files.v1.FileService.DeleteFile"] = ids => new FileMethods.DeleteFileRequest { FileId = ids.File },
        ["fastchat.openai.v1.ChatCompletionsService.CreateChatCompletion"] = ids => new CreateChatCompletionRequest { Params = Params(ids) },
        ["fastchat.openai.v1.ChatCompletionsService.StreamChatCompletion"] = ids => new StreamChatCompletionRequest { Params = Params(ids) },
        ["fastchat.openai.v1.ChatCompletionsService.GetChatCompletion"] = ids => new GetChatCompletionRequest { CompletionId = ids.Completion },
        ["fastchat.openai.v1.ChatCompletionsService.DeleteChatCompletion"] = ids => new DeleteChatCompletionRequest { CompletionId = ids.Completion },
        ["fastchat.openai.v1.FilesService.GetFile"] = ids => new GetFileRequest { FileId = ids.File },
        ["fastchat.openai.v1.FilesService.GetFileContent"] = ids => new GetFileContentRequest { FileId = ids.File },
        ["fastchat.openai.v1.FilesService.DeleteFile"] = ids => new DeleteFileRequest { FileId = ids.File },
        ["fastchat.openai.v1.VectorStoresService.CreateVectorStore"] = ids => new CreateVectorStoreRequest { FileIds = { ids.File } },
        ["fastchat.openai.v1.VectorStoresService.GetVectorStore"] = ids => new GetVectorStoreRequest { VectorStoreId = ids.Store },
        ["fastchat.openai.v1.VectorStoresService.UpdateVectorStore"] = ids => new UpdateVectorStoreRequest { VectorStoreId = ids.Store, Name = "taken" },
        ["fastchat.openai.v1.VectorStoresService.DeleteVectorStore"] = ids => new DeleteVectorStoreRequest { VectorStoreId = ids.Store },
        ["fastchat.openai.v1.VectorStoresService.SearchVectorStore"] = ids => new SearchVectorStoreRequest { VectorStoreId = ids.Store, Query = new SearchQuery { One = "lighthouse" } },
        ["fastchat.openai.v1.VectorStoresService.CreateVectorStoreFile"] = ids => new CreateVectorStoreFileRequest { VectorStoreId = ids.Store, FileId = ids.File },
        ["fastchat.openai.v1.VectorStoresService.ListVectorStoreFiles"] = ids => new ListVectorStoreFilesRequest { VectorStoreId = ids.Store },
        ["fastchat.openai.v1.VectorStoresService.GetVectorStoreFile"] = ids => new GetVectorStoreFileRequest { VectorStoreId = ids.Store, FileId = ids.File },
        ["fastchat.openai.v1.VectorStoresService.GetVectorStoreFileContent"] = ids => new GetVectorStoreFileContentRequest { VectorStoreId = ids.Store, FileId = ids.File },
        ["fastchat.openai.v1.VectorStoresService.DeleteVectorStoreFile"] = ids => new DeleteVectorStoreFileRequest { VectorStoreId = ids.Store, FileId = ids.File },
        ["fastchat.retrieval.v1.CollectionService.GetCollection"] = ids => new GetCollectionRequest { CollectionId = ids.Store },
        ["fastchat.retrieval.v1.CollectionService.DeleteCollection"] = ids => new DeleteCollectionRequest { CollectionId = ids.Store },
        ["fastchat.retrieval.v1.CollectionService.AddDocument"] = ids => new AddDocumentRequest { CollectionId = ids.Store, FileId = ids.File },
        ["fastchat.retrieval.v1.CollectionService.GetDocument"] = ids => new GetDocumentRequest { CollectionId = ids.Store, FileId = ids.File },
        ["fastchat.retrieval.v1.CollectionService.ListDocuments"] = ids => new ListDocumentsRequest { CollectionId = ids.Store },
        ["fastchat.retrieval.v1.CollectionService.RemoveDocument"] = ids => new RemoveDocumentRequest { CollectionId = ids.Store, FileId = ids.File },
        ["fastchat.retrieval.v1.RetrievalService.Search"] = ids => new SearchRequest { Query = "lighthouse", CollectionIds = { ids.Store } },
    };

    private static PolicyRuleSpec Harmless => new() { Name = "harmless", Effect = PolicyEffect.Deny, Models = { "none" } };

    public static TheoryData<string> Methods => [.. Requests.Keys];

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Methods))]
    public async Task Id_OfAnotherTenant_AnswersExactlyLikeAnUnknownOne(string method)
    {
        var compared = 0;
        foreach (var kind in OwnedIds.Kinds)
        {
            var foreign = kind.Replace(tenants.Mine, kind.Of(tenants.Theirs));
            var unknown = kind.Replace(tenants.Mine, OwnedIds.Unknown(kind.Of(tenants.Mine)));
            if (Requests[method](foreign).Equals(Requests[method](unknown))) continue;

            var ofForeign = await RefusalAsync(method, foreign, kind.Of(foreign));
            var ofUnknown = await RefusalAsync(method, unknown, kind.Of(unknown));

            Assert.Equal(StatusCode.NotFound, ofForeign.Code);
            Assert.Equal(ofUnknown, ofForeign);
            compared++;
        }

        Assert.NotEqual(0, compared);
    }

    [Fact]
    public void Requests_AllMethodsThatTakeAnId_AreCovered() => Assert.Equal(
        Contract.Methods.Values.Where(m => m.Service.Name is not ("TenantService" or "EncryptionService") && m.Name != "EraseTenant" && TakesAnId(m.InputType, [])).Select(m => m.FullName).Order(), Requests.Keys.Order());

    [Fact(Timeout = Limits.Test)]
    public async Task Everything_OfTheOtherTenant_IsStillThereAndOnlyTheirs()
    {
        foreach (var path in new[] { "/v1/files", "/v1/vector_stores" })
        {
            Assert.DoesNotContain(tenants.Theirs.Tenant, (await tenants.MyRest.GetAsync(path)).Text, StringComparison.Ordinal);
            Assert.Contains(tenants.Theirs.Tenant, (await tenants.TheirRest.GetAsync(path)).Text, StringComparison.Ordinal);
        }

        Assert.Equal("store", (await tenants.TheirRest.GetAsync($"/v1/vector_stores/{tenants.Theirs.Store}")).Json.GetProperty("name").GetString());
        Assert.Equal(LighthouseServer.Text, (await tenants.TheirRest.GetAsync($"/v1/files/{tenants.Theirs.File}/content")).Text);
        Assert.Equal(tenants.Theirs.Completion, (await tenants.TheirRest.GetAsync($"/v1/chat/completions/{tenants.Theirs.Completion}")).Json.GetProperty("id").GetString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("GET", "/v1/files/{0}", "file")]
    [InlineData("GET", "/v1/files/{0}/content", "file")]
    [InlineData("DELETE", "/v1/files/{0}", "file")]
    [InlineData("GET", "/v1/vector_stores/{0}", "store")]
    [InlineData("DELETE", "/v1/vector_stores/{0}", "store")]
    [InlineData("GET", "/v1/runs/{0}", "run")]
    [InlineData("POST", "/v1/runs/{0}/cancel", "run")]
    [InlineData("GET", "/v1/chat/completions/{0}", "completion")]
    [InlineData("DELETE", "/v1/chat/completions/{0}", "completion")]
    [InlineData("GET", "/v1/admin/keys/{0}", "key")]
    [InlineData("DELETE", "/v1/admin/keys/{0}", "key")]
    [InlineData("GET", "/v1/admin/keys?tenant_id={0}", "tenant")]
    [InlineData("GET", "/v1/admin/policies/{0}", "rule")]
    [InlineData("DELETE", "/v1/admin/policies/{0}", "rule")]
    [InlineData("GET", "/v1/admin/workspaces/{0}", "workspace")]
    [InlineData("GET", "/v1/admin/limits?tenant_id={0}", "tenant")]
    [InlineData("GET", "/v1/admin/usage?tenant_id={0}", "tenant")]
    [InlineData("GET", "/v1/admin/usage.csv?tenant_id={0}", "tenant")]
    [InlineData("GET", "/v1/admin/erasures/{0}", "erasure")]
    [InlineData("GET", "/v1/admin/erasures?tenant_id={0}", "tenant")]
    [InlineData("GET", "/v1/admin/audit?tenant_id={0}", "tenant")]
    [InlineData("GET", "/v1/admin/audit/verify?tenant_id={0}", "tenant")]
    [InlineData("GET", "/v1/admin/audit/checkpoints?tenant_id={0}", "tenant")]
    [InlineData("GET", "/v1/admin/audit/checkpoints/1?tenant_id={0}", "tenant")]
    public async Task Path_WithAnIdOfAnotherTenant_AnswersExactlyLikeAnUnknownOne(string verb, string path, string kindName)
    {
        var kind = OwnedIds.Kinds.Single(k => k.Name == kindName);
        async Task<(System.Net.HttpStatusCode, string)> SendAsync(string id)
        {
            var answer = await tenants.MyRest.SendAsync(new HttpRequestMessage(new HttpMethod(verb), string.Format(null, path, id)));
            return (answer.Status, answer.Text.Replace(id, "ID", StringComparison.Ordinal));
        }

        var ofForeign = await SendAsync(kind.Of(tenants.Theirs));

        Assert.Equal(System.Net.HttpStatusCode.NotFound, ofForeign.Item1);
        Assert.Equal(await SendAsync(OwnedIds.Unknown(kind.Of(tenants.Mine))), ofForeign);
    }

    private async Task<(StatusCode Code, string Message, string Details)> RefusalAsync(string method, OwnedIds ids, string id)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => Contract.CallAsync(tenants.MyGrpc, Contract.Methods[method], Requests[method](ids)));
        var details = Encoding.Latin1.GetString(refused.Trailers.GetValueBytes("grpc-status-details-bin")!);
        return (refused.StatusCode, refused.Status.Detail.Replace(id, "ID", StringComparison.Ordinal), details.Replace(id, "ID", StringComparison.Ordinal));
    }

    // Tenants are the operator's; whoever asks for one by id has no tenant of his own.
    private static bool TakesAnId(MessageDescriptor type, HashSet<MessageDescriptor> seen) => seen.Add(type) && type.Fields.InFieldNumberOrder().Any(f =>
        f.FieldType == FieldType.Message
            ? !f.IsMap && TakesAnId(f.MessageType, seen)
            : f.Name is "file_id" or "file_ids" or "collection_id" or "collection_ids" or "vector_store_id" or "vector_store_ids" or "run_id" or "completion_id" or "key_id" or "tenant_id" or "rule_id" or "workspace_id" or "erasure_id");

    private static ChatCompletionParams Params(OwnedIds ids) => new()
    {
        Model = "extractive",
        Messages = { new ChatMessage { Role = ChatRole.User, Text = LighthouseServer.Question } },
        Tools = { new ChatTool { FileSearch = new FileSearchTool { VectorStoreIds = { ids.Store } } } },
    };
}
