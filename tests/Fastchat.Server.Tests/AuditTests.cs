using System.Globalization;
using System.Net;
using System.Text;
using Dapper;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Options.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Testing;
using Fastchat.Storage;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using AuditService = Fastchat.Contracts.Admin.V1.AuditService;

namespace Fastchat.Server;

/// <summary>What the contract says leaves a record leaves one, and no word of what was said is in it.</summary>
public sealed class AuditTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Audited => [.. Contract.Methods.Values.Where(m => Access(m).Audit).Select(m => m.FullName)];

    /// <summary>What reaches a model, searches, or may change something.</summary>
    [Fact]
    public void Contract_ModelsSearchesAndWrites_AreAudited() => Assert.Equal(
        [],
        Contract.Methods.Values
            .Where(m => Access(m).Quota == QuotaClass.Model || m.Name.Contains("Search", StringComparison.Ordinal) || Access(m).Permission.EndsWith(".write", StringComparison.Ordinal))
            .Where(m => !Access(m).Audit).Select(m => m.FullName));

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Audited))]
    public async Task Method_CalledOnce_LeavesExactlyOneRecord(string name)
    {
        var method = Contract.Methods[name];
        var isOperators = !TenantIsolationTests.IsOfTenants(method);
        var chain = isOperators ? AuditChain.Operator : AuditChain.Of(_server.Host.Tenant);
        var before = await HeadAsync(chain);

        var outcome = await OutcomeAsync(isOperators ? TestServer.AdminKey : TestServer.ApiKey, method);

        var record = Assert.Single(await RecordsAsync(chain, before));
        Assert.Equal((Action(method), outcome), (record.Action, record.Outcome));
        Assert.Equal(isOperators ? "operator" : "owner", record.Role);
        Assert.Equal($"allow {Access(method).Permission}", method.IsClientStreaming ? $"allow {Access(method).Permission}" : record.Policy);
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Audited))]
    public async Task Method_CalledWithoutPermission_LeavesExactlyOneRecordOfTheRefusal(string name)
    {
        var method = Contract.Methods[name];
        var key = (await _server.KeysOfAllRolesAsync()).Single(k => k.Who == "files alone").Key;
        var before = await HeadAsync(AuditChain.Of(_server.Host.Tenant));

        Assert.Equal("permission_denied", await OutcomeAsync(key, method));

        var record = Assert.Single(await RecordsAsync(AuditChain.Of(_server.Host.Tenant), before));
        Assert.Equal((Action(method), "permission_denied"), (record.Action, record.Outcome));
        Assert.StartsWith("deny: ", record.Policy, StringComparison.Ordinal);
        Assert.Null(record.RequestHash);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Call_BeyondTheLimit_IsRecordedAsRefused()
    {
        var made = (await _server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = "tight", config = new { limits = new { requests_per_day = 1 } } })).Json;
        var client = _server.RestAs(made.GetProperty("api_key").GetString());
        await client.PostAsync("/v1/vector_stores", new { name = "one" });

        await client.PostAsync("/v1/vector_stores", new { name = "two" });
        for (var i = 0; i < 20; i++) await client.PostAsync("/v1/vector_stores", new { name = "again" });

        var chain = new AuditChain(made.GetProperty("tenant").GetProperty("tenant_id").GetString()!);
        Assert.Equal(["ok", "rate_limit_exceeded"], (await RecordsAsync(chain, 0)).Take(2).Select(r => r.Outcome));
        await Eventually.IsTrueAsync(async () => (await RecordsAsync(chain, 0)).Sum(Repeats) == 21);
        Assert.InRange((await RecordsAsync(chain, 0)).Count, 3, 20);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Read_OfAnything_LeavesNoRecord()
    {
        var before = await HeadAsync(AuditChain.Of(_server.Host.Tenant));

        foreach (var path in (string[])["/v1/models", "/v1/files", "/v1/admin/audit", "/v1/admin/keys"]) await _server.Rest.GetAsync(path);

        Assert.Equal(before, await HeadAsync(AuditChain.Of(_server.Host.Tenant)));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ChatCompletion_Served_IsRecordedWithModelTokensAndHashes(bool stream)
    {
        var chain = AuditChain.Of(_server.Host.Tenant);
        var before = await HeadAsync(chain);

        await _server.Rest.PostAsync("/v1/chat/completions", new { model = "scripted", stream, messages = new[] { new { role = "user", content = "hello" } } });

        var record = Assert.Single(await RecordsAsync(chain, before));
        Assert.Equal($"fastchat.openai.v1.ChatCompletionsService/{(stream ? "Stream" : "Create")}ChatCompletion", record.Action);
        Assert.Contains("model=scripted", record.Resources, StringComparison.Ordinal);
        Assert.Contains("id=chatcmpl-", record.Resources, StringComparison.Ordinal);
        Assert.NotNull(record.RequestHash);
        Assert.NotNull(record.ResponseHash);
        Assert.True(record is { InputTokens: > 0, OutputTokens: > 0, LatencyUs: > 0 }, record.ToString());
        Assert.Equal(stream, record.Facts.Contains("responses=", StringComparison.Ordinal));
        Assert.Contains("provider=builtin\nresolved_model=scripted", record.Facts, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_RunFails_IsRecordedWithTheRunsReason()
    {
        await using var upstream = await FakeUpstream.HangingAfterAsync("half an ");
        await using var server = await TestServer.StartWithAsync(upstream);
        using var call = new ChatService.ChatServiceClient(server.Grpc).Chat(
            new ChatRequest { Model = FakeUpstream.Model, Messages = { new Message { Role = Contracts.Chat.V1.Role.User, Text = "hello" } } }, cancellationToken: Ct);
        Assert.True(await call.ResponseStream.MoveNext(Ct));
        var run = call.ResponseStream.Current.Event.RunId;

        await server.Rest.PostAsync($"/v1/runs/{run}/cancel", new { });
        while (await call.ResponseStream.MoveNext(Ct)) { }

        var records = await Store(server).ReadAsync(AuditChain.Of(server.Host.Tenant), 0, 100, Ct);
        Assert.Equal("cancelled", records.Single(r => r.Action == "fastchat.chat.v1.ChatService/Chat").Outcome);
        Assert.Contains($"run_id={run}", records.Single(r => r.Action.EndsWith("/Chat", StringComparison.Ordinal)).Resources, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Chat_CallerLeaves_IsRecordedAsCancelled()
    {
        await using var upstream = await FakeUpstream.HangingAfterAsync("half an ");
        await using var server = await TestServer.StartWithAsync(upstream);
        using (var call = new ChatService.ChatServiceClient(server.Grpc).Chat(
            new ChatRequest { Model = FakeUpstream.Model, Messages = { new Message { Role = Contracts.Chat.V1.Role.User, Text = "hello" } } }, cancellationToken: Ct))
            Assert.True(await call.ResponseStream.MoveNext(Ct));

        var records = await Poll.UntilAsync(() => Store(server).ReadAsync(AuditChain.Of(server.Host.Tenant), 0, 100, Ct), r => r.Count > 0);

        Assert.Equal(("fastchat.chat.v1.ChatService/Chat", "cancelled"), (records[0].Action, records[0].Outcome));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Record_CannotBeWritten_TheCallFailsAndSaysSo()
    {
        await using var server = await TestServer.StartAsync();
        await server.Rest.PostAsync("/v1/vector_stores", new { name = "one" });
        await server.Rest.PostAsync("/v1/vector_stores", new { name = "two" });
        await Database(server).WriteAsync(StorageScope.Operator, c => c.ExecuteAsync("UPDATE audit_heads SET sequence = 1"), Ct);

        var answer = await server.Rest.PostAsync("/v1/vector_stores", new { name = "three" });
        var refused = await Assert.ThrowsAsync<RpcException>(() => OutcomeAsync(
            new ChatService.ChatServiceClient(server.Grpc).Chat(new ChatRequest { Model = "scripted", Messages = { new Message { Role = Contracts.Chat.V1.Role.User, Text = "hello" } } }, cancellationToken: Ct)));

        Assert.Equal((HttpStatusCode.InternalServerError, "audit_unavailable"), (answer.Status, answer.Error.GetProperty("code").GetString()));
        Assert.Equal(StatusCode.Internal, refused.StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Server_DiesInACall_TheNextOneRecordsItAsInterrupted()
    {
        Assert.SkipWhen(Fastchat.Testing.TestDatabase.Engine != "sqlite", "A crash is a copy of the folder.");
        await using var upstream = await FakeUpstream.HangingAfterAsync("half an ");
        await using var dying = await TestServer.StartWithAsync(upstream);
        using var call = new ChatService.ChatServiceClient(dying.Grpc).Chat(
            new ChatRequest { Model = FakeUpstream.Model, Messages = { new Message { Role = Contracts.Chat.V1.Role.User, Text = "hello" } } }, cancellationToken: Ct);
        Assert.True(await call.ResponseStream.MoveNext(Ct));

        await using var next = await TestServer.StartAsync(await dying.Folder.CopyAsync());

        var record = Assert.Single(await Store(next).ReadAsync(AuditChain.Of(next.Host.Tenant), 0, 100, Ct));
        Assert.Equal(("fastchat.chat.v1.ChatService/Chat", "interrupted"), (record.Action, record.Outcome));
        Assert.Contains($"model={FakeUpstream.Model}", record.Resources, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Records_OfAllKindsOfCalls_HoldNothingThatWasSaid()
    {
        const string canary = "Kanarienvogel";
        await using var server = await TestServer.StartAsync();
        var text = $"The {canary} of Norderney is 54 metres high.";
        var file = await server.Rest.UploadAsync("notes.txt", Encoding.UTF8.GetBytes(text));
        var store = (await server.Rest.PostAsync("/v1/vector_stores", new { name = $"about the {canary}", file_ids = new[] { file } })).Json.GetProperty("id").GetString();
        await Poll.UntilAsync(
            async () => (await server.Rest.GetAsync($"/v1/vector_stores/{store}")).Json.GetProperty("file_counts").GetProperty("completed").GetInt32(), n => n == 1);
        await server.Rest.PostAsync($"/v1/vector_stores/{store}/search", new { query = $"How high is the {canary}?" });
        foreach (var stream in (bool[])[false, true])
        {
            await server.Rest.PostAsync("/v1/chat/completions", new
            {
                model = "extractive",
                stream,
                store = true,
                messages = new[] { new { role = "user", content = $"How high is the {canary}?" } },
                tools = new[] { new { type = "file_search", vector_store_ids = new[] { store } } },
            });
            await server.Rest.PostAsync("/v1/chat/completions", new { model = $"no such {canary}", stream, messages = new[] { new { role = canary, content = canary } } });
        }

        await server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = "acme", config = new { prompts = new { system_prompt = $"You are a {canary}." } } });
        var key = (await server.Rest.PostAsync("/v1/admin/keys", new { name = $"for the {canary}", role = "user" })).Json.GetProperty("api_key").GetString()!;
        await server.Rest.DeleteAsync($"/v1/admin/keys/{key}");
        await server.Rest.DeleteAsync($"/v1/files/{Uri.EscapeDataString($"file of a {canary}")}");

        var rows = await Database(server).ReadAsync(
            StorageScope.Operator,
            async c => string.Join('\n', (await c.QueryAsync("SELECT * FROM audit_records")).Concat(await c.QueryAsync("SELECT * FROM audit_intents"))
                .SelectMany(row => ((IDictionary<string, object?>)row).Values).Select(v => v is byte[] bytes ? Encoding.Latin1.GetString(bytes) : $"{v}")),
            Ct);
        Assert.Contains(file, rows, StringComparison.Ordinal);
        Assert.Contains("[redacted]", rows, StringComparison.Ordinal);
        Assert.DoesNotContain(canary, rows, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("fc_", rows, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task List_OverRest_IsPagedAndFilteredAndEachSeesHisOwn()
    {
        await using var server = await TestServer.StartAsync();
        var admin = server.RestAs(TestServer.AdminKey);
        var made = (await admin.PostAsync("/v1/admin/tenants", new { name = "acme" })).Json;
        var (tenant, client) = (made.GetProperty("tenant").GetProperty("tenant_id").GetString()!, server.RestAs(made.GetProperty("api_key").GetString()));
        for (var i = 0; i < 5; i++) await client.PostAsync("/v1/vector_stores", new { name = "store" });
        await client.DeleteAsync("/v1/vector_stores/vs_unknown");

        var sequences = new List<long>();
        for (var path = "/v1/admin/audit?page_size=4"; path.Length > 0;)
        {
            var page = (await client.GetAsync(path)).Json;
            sequences.AddRange(page.GetProperty("records").EnumerateArray().Select(r => r.GetProperty("sequence").GetInt64()));
            path = page.TryGetProperty("next_page_token", out var token) && token.GetString() is { Length: > 0 } next ? $"/v1/admin/audit?page_size=4&page_token={next}" : "";
        }

        Assert.Equal([6, 5, 4, 3, 2, 1], sequences);
        var failed = (await client.GetAsync("/v1/admin/audit?outcome=collection_not_found")).Json.GetProperty("records");
        Assert.Equal("fastchat.openai.v1.VectorStoresService/DeleteVectorStore", Assert.Single(failed.EnumerateArray()).GetProperty("action").GetString());
        Assert.Equal(6, (await admin.GetAsync($"/v1/admin/audit?tenant_id={tenant}")).Json.GetProperty("records").GetArrayLength());
        Assert.Equal(0, Count((await client.GetAsync("/v1/admin/audit?start_time=2999-01-01T00:00:00Z")).Json));
        var own = Assert.Single((await admin.GetAsync("/v1/admin/audit")).Json.GetProperty("records").EnumerateArray());
        Assert.Equal(("operator", "fastchat.admin.v1.TenantService/CreateTenant"), (own.GetProperty("tenant_id").GetString(), own.GetProperty("action").GetString()));
        Assert.Contains(tenant, own.GetProperty("resources").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/v1/admin/audit?page_token=bm90IG91cnM")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/v1/admin/audit?tenant_id=operator")).Status);

        static int Count(System.Text.Json.JsonElement page) => page.TryGetProperty("records", out var records) ? records.GetArrayLength() : 0;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Verify_OverGrpc_SaysWholeAndThenWhereTheFaultIs()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 3; i++) await server.Rest.PostAsync("/v1/vector_stores", new { name = "store" });
        var chain = AuditChain.Of(server.Host.Tenant);
        await Store(server).SignAsync(chain, 1, server.Host.Services.GetRequiredService<CheckpointSigner>(), Ct);
        var client = new AuditService.AuditServiceClient(server.Grpc);

        var whole = await client.VerifyAuditAsync(new VerifyAuditRequest(), cancellationToken: Ct);
        var part = await client.VerifyAuditAsync(new VerifyAuditRequest { FromSequence = 2, Limit = 1 }, cancellationToken: Ct);
        await Database(server).WriteAsync(StorageScope.Operator, c => c.ExecuteAsync("UPDATE audit_records SET actor = 'key_x' WHERE sequence = 2"), Ct);
        var broken = await client.VerifyAuditAsync(new VerifyAuditRequest(), cancellationToken: Ct);

        Assert.Equal((3, 0, 3, null), (whole.Verified, whole.NextSequence, whole.HeadSequence, whole.Fault));
        Assert.Equal((1, 3, null), (part.Verified, part.NextSequence, part.Fault));
        Assert.Equal((1, AuditFaultKind.Edited, 2), (broken.Verified, broken.Fault.Kind, broken.Fault.Sequence));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Checkpoints_OverRest_AreListedAndFoundForARecordAndVerifyWithTheKey()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 3; i++) await server.Rest.PostAsync("/v1/vector_stores", new { name = "store" });
        await Store(server).SignAsync(AuditChain.Of(server.Host.Tenant), 1, server.Host.Services.GetRequiredService<CheckpointSigner>(), Ct);

        var list = (await server.Rest.GetAsync("/v1/admin/audit/checkpoints")).Json;
        var one = (await server.Rest.GetAsync("/v1/admin/audit/checkpoints/2")).Json;

        Assert.Equal(3, one.GetProperty("sequence").GetInt64());
        Assert.Equal(one.GetRawText(), list.GetProperty("checkpoints")[0].GetRawText());
        var checkpoint = new SignedCheckpoint(
            new AuditChain(one.GetProperty("tenant_id").GetString()!), 3, Convert.FromHexString(one.GetProperty("hash").GetString()!), 1, one.GetProperty("key_id").GetString()!,
            one.GetProperty("signature").GetBytesFromBase64());
        Assert.True(CheckpointKey.Parse(list.GetProperty("public_key").GetString()!).Verify(checkpoint));
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Rest.GetAsync("/v1/admin/audit/checkpoints/4")).Status);
    }

    private static Access Access(MethodDescriptor method) => method.GetOptions().GetExtension(AccessExtensions.Access);

    private static string Action(MethodDescriptor method) => $"{method.Service.FullName}/{method.Name}";

    private static Database Database(TestServer server) => server.Host.Services.GetRequiredService<Database>();

    private static AuditStore Store(TestServer server) => server.Host.Services.GetRequiredService<AuditStore>();

    private async Task<long> HeadAsync(AuditChain chain) => (await Store(_server).HeadAsync(chain, Ct))?.Sequence ?? 0;

    private Task<List<AuditEntry>> RecordsAsync(AuditChain chain, long after) => Store(_server).ReadAsync(chain, after, 100, Ct);

    // A record of one refusal, or of as many as it says.
    private static int Repeats(AuditEntry record) =>
        record.Outcome == AuditEntry.Ok ? 0 : record.Facts.StartsWith("repeats=", StringComparison.Ordinal) ? int.Parse(record.Facts["repeats=".Length..], CultureInfo.InvariantCulture) : 1;

    // "ok", or the reason that the caller is told, as records spell it.
    private async Task<string> OutcomeAsync(string key, MethodDescriptor method)
    {
        try
        {
            await Contract.CallAsync(_server.GrpcAs(key), method, Contract.EmptyRequest(method));
            return "ok";
        }
        catch (RpcException e)
        {
            var status = Google.Rpc.Status.Parser.ParseFrom(e.Trailers.GetValueBytes("grpc-status-details-bin")!);
            return status.Details.First(d => d.Is(Google.Rpc.ErrorInfo.Descriptor)).Unpack<Google.Rpc.ErrorInfo>().Reason.ToLowerInvariant();
        }
    }

    private static async Task OutcomeAsync(AsyncServerStreamingCall<ChatResponse> call)
    {
        using (call) while (await call.ResponseStream.MoveNext(Ct)) { }
    }
}
