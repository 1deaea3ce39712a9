using Fastchat.Governance.Access;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Server;

/// <summary>
/// The walls between tenants, from outside: every method and route of the contract, every field that names a thing, every
/// cursor and page token, with whatever key. The rows come from the descriptors, so a new method or field is in it at once.
/// </summary>
public sealed class TenantIsolationTests(TwoTenants tenants) : IClassFixture<TwoTenants>
{
    // Compared with what rules say, never looked up: what is not the caller's is only a word.
    private static readonly HashSet<string> Compared =
    [
        "fastchat.admin.v1.PolicyService.ExplainPolicy key_id",
        "fastchat.admin.v1.PolicyService.ExplainPolicy workspace_id",
        "fastchat.admin.v1.AuditService.ListAuditRecords actor",
    ];

    // Everyone has the same models.
    private const string Models = "fastchat.chat.v1.ModelService.ListModels page_token";

    private static readonly HashSet<string> NamesNothing =
    [
        "fastchat.admin.v1.HealthService.GetHealth", "fastchat.admin.v1.HealthService.GetVersion", "fastchat.admin.v1.SignInService.GetSignIn",
        "fastchat.admin.v1.ModelRegistryService.CreateModelProvider", "fastchat.admin.v1.ModelRegistryService.CreateRegisteredModel",
        "fastchat.admin.v1.ModelRegistryService.DeleteModelProvider", "fastchat.admin.v1.ModelRegistryService.DeleteRegisteredModel",
        "fastchat.admin.v1.ModelRegistryService.GetModelProvider", "fastchat.admin.v1.ModelRegistryService.GetRegisteredModel",
        "fastchat.admin.v1.ModelRegistryService.GetRegistryVersion", "fastchat.admin.v1.ModelRegistryService.RollbackRegistry",
        "fastchat.admin.v1.ModelRegistryService.UpdateModelProvider", "fastchat.admin.v1.ModelRegistryService.UpdateRegisteredModel",
        "fastchat.admin.v1.TenantService.CreateTenant", "fastchat.chat.v1.RerankService.Rerank", "fastchat.chat.v1.SessionService.SendMessage", "fastchat.files.v1.FileService.UploadFile",
        "fastchat.openai.v1.EmbeddingsService.CreateEmbeddings", "fastchat.openai.v1.FilesService.CreateFile", "fastchat.openai.v1.UploadsService.CreateUpload",
        "fastchat.openai.v1.ThreadsService.CreateThread",
        "fastchat.openai.v1.ModelsService.GetModel", "fastchat.openai.v1.ModelsService.ListModels",
        "fastchat.retrieval.v1.CollectionService.CreateCollection",
    ];

    private static readonly HashSet<string> OfTenants = [.. Roles.All.SelectMany(r => Roles.Permissions(r))];

    /// <summary>Whether any key of a tenant's may call a method; all others are the operator's, or open to everyone.</summary>
    internal static bool IsOfTenants(MethodDescriptor method) => OfTenants.Contains(Contract.AccessOf(method).Permission);

    /// <summary>Every method and field that names a thing, but for the operator's alone.</summary>
    public static TheoryData<string, string> Rows => RowsOf(m => IsOfTenants(m));

    /// <summary>The operator's alone too.</summary>
    public static TheoryData<string, string> AllRows => RowsOf(_ => true);

    /// <summary>Every method that tenants may call.</summary>
    public static TheoryData<string> Methods => [.. Contract.Methods.Values.Where(m => IsOfTenants(m)).Select(m => m.FullName)];

    [Fact]
    public void Rows_OfAllMethods_AreThere() => Assert.Equal(
        NamesNothing.Order(), Contract.Methods.Values.Where(m => IdField.Of(m).Count == 0).Select(m => m.FullName).Order());

    [Fact]
    public void Fields_NamedLikeIds_AreKnown() => Assert.Empty(Contract.Methods.Values.SelectMany(IdField.Strangers));

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Rows))]
    public async Task Value_OfAnotherTenant_AnswersExactlyLikeAnUnknownOne(string method, string name)
    {
        if ($"{method} {name}" == Models) return;
        var (descriptor, field) = Find(method, name);
        var foreign = await ValueAsync(tenants.Theirs, descriptor, field);
        foreach (var door in tenants.DoorsOf(method))
        {
            tenants.Statements.Forget();
            var answer = await AskAsync(door, tenants.Mine.ApiKey, field, foreign);

            Assert.True(Compared.Contains($"{method} {name}") ? answer.IsOk : field.Kind is IdKind.Cursor or IdKind.Token ? answer.IsInvalid : answer.IsNotFound, $"{door.Name}: {answer}");
            Assert.DoesNotContain(tenants.Theirs.Tenant, answer.Text, StringComparison.Ordinal);
            foreach (var unknown in Unknown(descriptor, field)) Assert.Equal(await AskAsync(door, tenants.Mine.ApiKey, field, unknown), answer);
            if (!Compared.Contains($"{method} {name}")) Assert.DoesNotContain(foreign, tenants.Statements.Texts);
        }
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(AllRows))]
    public async Task Value_GivenByACallerWhoMayNot_ChangesNothingInTheRefusal(string method, string name)
    {
        var (descriptor, field) = Find(method, name);
        string[] values = [await ValueAsync(tenants.Mine, descriptor, field), await ValueAsync(tenants.Theirs, descriptor, field), .. Unknown(descriptor, field)];
        foreach (var door in tenants.DoorsOf(method))
        {
            foreach (var (who, key) in await WhoMayNotAsync(descriptor))
            {
                var answers = new List<Answer>();
                foreach (var value in values) answers.Add(await AskAsync(door, key, field, value));

                Assert.True(who is "nobody" or "expired" ? answers[0].IsUnauthenticated : answers[0].IsDenied, $"{door.Name} by {who}: {answers[0]}");
                Assert.All(answers, a => Assert.Equal(answers[0], a));
            }
        }
    }

    /// <summary>The other side: what a tenant owns it reaches through every door, or all the refusals above would say nothing.</summary>
    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Methods))]
    public async Task Values_OfTheCallersOwn_AreServed(string method)
    {
        var descriptor = Contract.Methods[method];
        foreach (var door in tenants.DoorsOf(method).Where(d => !d.Method.IsClientStreaming))
        {

            // A conversation that other methods have put files into is more than this model reads.
            var own = Destroys(descriptor) || descriptor.Service.Name == "ChatService" ? await tenants.FreshAsync() : await tenants.ControlAsync();
            var answer = await door.AskAsync(tenants.Server, own.ApiKey, OwnRequests.Of(descriptor, own));

            // No checkpoint is signed so soon, and no model is named; either is told as what it is.
            Assert.True(descriptor.Name is "GetAuditCheckpoint" ? answer.IsInvalid : descriptor.Name is "GetModel" ? answer.IsNotFound || answer.IsInvalid : answer.IsOk, $"{door.Name}: {answer}");
            Assert.DoesNotContain(tenants.Theirs.Tenant, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(tenants.Mine.Tenant, answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Everything_OfTheOtherTenant_IsStillThere()
    {
        var rest = tenants.Server.RestAs(tenants.Theirs.ApiKey);

        Assert.Equal("store", (await rest.GetAsync($"/v1/vector_stores/{tenants.Theirs.Store}")).Json.GetProperty("name").GetString());
        Assert.NotEmpty((await rest.GetAsync($"/v1/files/{tenants.Theirs.File}/content")).Text);
        Assert.Equal("completed", (await rest.PostAsync($"/v1/uploads/{tenants.Theirs.Upload}/complete", new { part_ids = new[] { tenants.Theirs.UploadPart } })).Json.GetProperty("status").GetString());
        Assert.Equal(tenants.Theirs.Completion, (await rest.GetAsync($"/v1/chat/completions/{tenants.Theirs.Completion}")).Json.GetProperty("id").GetString());
        Assert.Equal(2, (await rest.GetAsync($"/v1/conversations/{tenants.Theirs.Conversation}/items")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal("another rule", (await rest.GetAsync($"/v1/admin/policies/{tenants.Theirs.Rule}")).Json.GetProperty("spec").GetProperty("name").GetString());
        Assert.Equal("another workspace", (await rest.GetAsync($"/v1/admin/workspaces/{tenants.Theirs.Workspace}")).Json.GetProperty("name").GetString());
        Assert.Equal("active", (await rest.GetAsync($"/v1/admin/keys/{tenants.Theirs.Key}")).Json.GetProperty("state").GetString());
    }

    private static TheoryData<string, string> RowsOf(Func<MethodDescriptor, bool> chosen)
    {
        var rows = new TheoryData<string, string>();
        foreach (var method in Contract.Methods.Values.Where(chosen))
        {
            foreach (var field in IdField.Of(method)) rows.Add(method.FullName, field.Name);
        }

        return rows;
    }

    private static (MethodDescriptor, IdField) Find(string method, string name) =>
        (Contract.Methods[method], IdField.Of(Contract.Methods[method]).Single(f => f.Name == name));

    private static bool Destroys(MethodDescriptor method) =>
        new[] { "Delete", "Remove", "Revoke", "Rotate", "Cancel", "CompleteUpload" }.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    private async Task<Answer> AskAsync(Door door, string? key, IdField field, string value) =>
        (await door.AskAsync(tenants.Server, key, OwnRequests.With(door.Method, tenants.Mine, field, value))).Without(value);

    private static IdKind KindOf(MethodDescriptor method, IdField field) =>
        field.Kind != IdKind.Cursor ? field.Kind : method.Name switch
        {
            "ListVectorStores" => IdKind.Store,
            "ListThreads" => IdKind.Thread,
            "ListThreadMessages" or "ListConversationItems" => IdKind.Item,
            "ListInputItems" => IdKind.Response,
            "ListChatCompletions" or "ListChatCompletionMessages" => IdKind.Completion,
            _ => IdKind.File,
        };

    private async Task<string> ValueAsync(OwnedIds ids, MethodDescriptor method, IdField field)
    {
        if (field.Kind != IdKind.Token) return ids.Of(KindOf(method, field));
        if (!IsOfTenants(method) || method.Name is "ListAuditCheckpoints" or "GetVectorStoreFileContent" or "ListWebhookDeliveries") return Crafted(ids, method);
        var request = OwnRequests.Of(method, ids);
        request.Descriptor.FindFieldByName("page_size").Accessor.SetValue(request, 1);
        if (request.Descriptor.FindFieldByName("actor") is { } actor) actor.Accessor.SetValue(request, "");
        var page = await Contract.MessageAsync(tenants.Server.GrpcAs(ids.ApiKey), method, request);
        return Assert.IsType<string>(page.Descriptor.FindFieldByName("next_page_token").Accessor.GetValue(page)) is { Length: > 0 } token ? token : throw new InvalidOperationException($"{method.FullName} has no second page.");
    }

    // Of listings that have no second page here, and of the operator's, which no tenant's key sees.
    private static string Crafted(OwnedIds ids, MethodDescriptor method) =>
        IsOfTenants(method) ? ids.Token(method.FullName) : Foundation.PageToken.Create("tenants", ids.Tenant);

    private IEnumerable<string> Unknown(MethodDescriptor method, IdField field)
    {
        if (field.Kind == IdKind.Token) return ["bm90IG91cnM"];
        var own = tenants.Mine.Of(KindOf(method, field));
        return field.Kind == IdKind.Cursor ? [tenants.Mine.Nobodys(own)] : [tenants.Mine.Nobodys(own), OwnedIds.Unknown(own)];
    }

    private async Task<IReadOnlyList<(string Who, string? Key)>> WhoMayNotAsync(MethodDescriptor method)
    {
        var keys = await tenants.Server.KeysOfAllRolesAsync();
        return
        [
            ("nobody", null), ("expired", await tenants.Server.ExpiredKeyAsync()),
            .. keys.Where(k => !k.Permissions.Contains(Contract.AccessOf(method).Permission)).Select(k => (k.Who, (string?)k.Key)),
        ];
    }
}
