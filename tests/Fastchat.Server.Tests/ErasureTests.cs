using Fastchat.Server.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json;
using Dapper;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Privacy.Erasure;
using Fastchat.Storage;
using Fastchat.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Fastchat.Server;

/// <summary>The right to erasure: one call, and nothing is left anywhere but the erasure's own record.</summary>
public sealed class ErasureTests
{
    // One word for each kind of data, none of which anything else holds.
    private static readonly string[] Canaries =
    [
        "quagmorrow", "Blenkinsopp", "Tattersall", "wobblegong", "snickersnee", "flibbertigib", "gobbledygoo", "hobbledehoy", "kerfuffling", "lollygagger", "mumblecrust", "nincompoopy",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task EraseTenant_WithEveryKindOfData_LeavesNoByteOfIt()
    {
        var server = await TestServer.StartAsync();
        var operators = server.RestAs(TestServer.AdminKey);
        var (tenant, _) = await FillAsync(server, "quagmorrow");
        var before = await FindAsync(server, [.. Canaries, tenant]);
        Assert.Contains("Tattersall", before.Keys);

        var erasure = await EraseAsync(operators, tenant, "quagmorrow");

        Assert.All(erasure.GetProperty("classes").EnumerateArray(), c => Assert.Equal(0, Number(c, "left")));
        AssertOnlyItsRecord(await FindAsync(server, [.. Canaries, tenant]), tenant);
        var folder = await server.StopAsync();
        foreach (var (path, bytes) in await ReadFolderAsync(folder.Path))
        {
            Assert.DoesNotContain(tenant, path, StringComparison.Ordinal);
            Assert.All(Canaries, c => Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(c)) < 0, $"{path} holds {c}."));
        }

        folder.Dispose();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task EraseTenant_Certificate_CountsWhatThereWasAndIsVerifiedByTheCommand()
    {
        await using var server = await TestServer.StartAsync();
        var operators = server.RestAs(TestServer.AdminKey);
        var (tenant, _) = await FillAsync(server, "quagmorrow");
        var head = await server.Host.Services.GetRequiredService<AuditStore>().HeadAsync(new AuditChain(tenant), Ct);

        var erasure = await EraseAsync(operators, tenant, "quagmorrow");

        var statement = JsonDocument.Parse(erasure.GetProperty("certificate").GetProperty("statement").GetString()!).RootElement;
        var found = statement.GetProperty("classes").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => Number(c, "found"));
        Assert.Equal((1, 1, 1, 1, 1, 2), (found["files"], found["documents"], found["collections"], found["runs"], found["chat_completions"], found["api_keys"]));
        Assert.Equal(head!.Sequence, found["audit_records"]);
        Assert.Equal((tenant, "tenant", "admin", true), (Text(statement, "tenant_id"), Text(statement, "kind"), Text(statement, "ordered_by"), statement.GetProperty("data_key_destroyed").GetBoolean()));
        Assert.Equal(Convert.ToHexStringLower(head.Hash), Text(statement.GetProperty("audit_chain"), "hash"));
        Assert.NotNull(Text(Assert.Single(statement.GetProperty("nodes").EnumerateArray()), "confirmed_at"));
        Assert.True(statement.GetProperty("deleted_rows_reclaimed").GetBoolean());

        var file = Path.Combine(server.Folder.Path, "certificate.json");
        await System.IO.File.WriteAllTextAsync(file, erasure.GetRawText(), Ct);
        Assert.Equal((0, ""), await VerifyAsync(server, file));
        await System.IO.File.WriteAllTextAsync(file, erasure.GetRawText().Replace(tenant, "0000000000", StringComparison.Ordinal), Ct);
        Assert.Equal(1, (await VerifyAsync(server, file)).Code);
        await System.IO.File.WriteAllTextAsync(file, "{}", Ct);
        Assert.Equal(2, (await VerifyAsync(server, file)).Code);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task EraseTenant_Done_ItsKeyIsUnknownItsNameIsFreeAndOthersAreUntouched()
    {
        await using var server = await TestServer.StartAsync();
        var operators = server.RestAs(TestServer.AdminKey);
        var (tenant, key) = await FillAsync(server, "quagmorrow");
        var (other, otherKey) = await FillAsync(server, "neighbour");

        var erased = await EraseAsync(operators, tenant, "quagmorrow");

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.RestAs(key).GetAsync("/v1/files")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await operators.GetAsync($"/v1/admin/tenants/{tenant}")).Status);
        Assert.Single((await server.RestAs(otherKey).GetAsync("/v1/files")).Json.GetProperty("data").EnumerateArray());
        Assert.NotEqual(tenant, (await operators.PostAsync("/v1/admin/tenants", new { name = "quagmorrow" })).Json.GetProperty("tenant").GetProperty("tenant_id").GetString());
        Assert.Equal(Text(erased, "erasure_id"), Text((await operators.DeleteAsync($"/v1/admin/tenants/{tenant}?confirm_name=quagmorrow")).Json, "erasure_id"));
        Assert.Equal(Text(erased, "erasure_id"), Text(Assert.Single((await operators.GetAsync($"/v1/admin/erasures?tenant_id={tenant}")).Json.GetProperty("erasures").EnumerateArray()), "erasure_id"));
        Assert.Empty((await operators.GetAsync($"/v1/admin/erasures?tenant_id={other}")).Json.GetProperty("erasures").EnumerateArray());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("", HttpStatusCode.BadRequest, "missing_field", "confirm_name")]
    [InlineData("?confirm_name=quagmorro", HttpStatusCode.BadRequest, "invalid_value", "confirm_name")]
    public async Task EraseTenant_NotConfirmed_IsRefusedAndErasesNothing(string query, HttpStatusCode status, string code, string param)
    {
        await using var server = await TestServer.StartAsync();
        var operators = server.RestAs(TestServer.AdminKey);
        var tenant = (await operators.PostAsync("/v1/admin/tenants", new { name = "quagmorrow" })).Json.GetProperty("tenant").GetProperty("tenant_id").GetString();

        var answer = await operators.DeleteAsync($"/v1/admin/tenants/{tenant}{query}");

        Assert.Equal((status, code, param), (answer.Status, Text(answer.Error, "code"), Text(answer.Error, "param")));
        Assert.Equal("active", Text((await operators.GetAsync($"/v1/admin/tenants/{tenant}")).Json, "status"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Erasure_Unknown_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();
        var operators = server.RestAs(TestServer.AdminKey);

        Assert.Equal("erasure_not_found", Text((await operators.GetAsync("/v1/admin/erasures/erasure_0")).Error, "code"));
        Assert.Equal("tenant_not_found", Text((await operators.DeleteAsync("/v1/admin/tenants/0000000000?confirm_name=x")).Error, "code"));
        Assert.Equal("missing_field", Text((await server.Rest.PostAsync("/v1/admin/users:erase", new { })).Error, "code"));
        Assert.Equal("invalid_value", Text((await server.Rest.PostAsync("/v1/admin/users:erase", new { user_id = new string('x', 257) })).Error, "code"));
        Assert.Equal("missing_field", Text((await operators.PostAsync("/v1/admin/users:erase", new { user_id = "ann" })).Error, "code"));
        Assert.Equal("invalid_page_token", Text((await operators.GetAsync("/v1/admin/erasures?page_token=x")).Error, "code"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task EraseTenant_NodeStoppedAfterEachStep_EndsWithTheSameCounts()
    {
        // Without the background work: each step is done by another runner, as after a crash.
        await using var server = await TestServer.StartAsync(configure: builder => Without<ErasureRunner>(builder));
        var operators = server.RestAs(TestServer.AdminKey);
        var (tenant, _) = await FillAsync(server, "quagmorrow");
        var (whole, _) = await FillAsync(server, "blenkinsopp");
        var counts = new Dictionary<string, List<(string?, long)>>();
        foreach (var (id, name, everyStepTwice) in ((string, string, bool)[])[(tenant, "quagmorrow", true), (whole, "blenkinsopp", false)])
            counts[id] = await RunAllAsync(server, Text((await operators.DeleteAsync($"/v1/admin/tenants/{id}?confirm_name={name}")).Json, "erasure_id")!, everyStepTwice);

        Assert.Equal(counts[whole], counts[tenant]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task EraseTenant_CallThatEndsAfterwards_BeginsNoNewChainOfRecords()
    {
        await using var server = await TestServer.StartAsync();
        var (tenant, _) = await FillAsync(server, "quagmorrow");
        await EraseAsync(server.RestAs(TestServer.AdminKey), tenant, "quagmorrow");
        var (log, late) = (server.Host.Services.GetRequiredService<AuditLog>(), new AuditEntry { Chain = new AuditChain(tenant), Actor = "key_late", Role = "owner", Action = "late" });

        var intent = await log.BeginAsync(late);
        await log.AppendAsync(late, intent);

        Assert.All(await server.Host.Services.GetRequiredService<LeftoverStore>().CountAsync(new Foundation.TenantId(tenant), Ct), table => Assert.Equal(0, table.Value));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task EraseTenant_FileThatComesLateInTheFolder_IsRemovedToo()
    {
        await using var server = await TestServer.StartAsync(configure: builder => Without<ErasureRunner>(builder));
        var (tenant, _) = await FillAsync(server, "quagmorrow");
        await RunAllAsync(server, Text((await server.RestAs(TestServer.AdminKey).DeleteAsync($"/v1/admin/tenants/{tenant}?confirm_name=quagmorrow")).Json, "erasure_id")!, everyStepTwice: false);
        var late = Directory.CreateDirectory(Path.Combine(server.Folder.Path, "blobs", tenant)).FullName;
        await System.IO.File.WriteAllTextAsync(Path.Combine(late, "file-late"), "late", Ct);

        await server.Host.Services.GetRequiredService<LocalErasure>().RunAsync(Ct);

        Assert.False(Directory.Exists(late));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task EraseTenant_UnderWay_IsSuspendedAndCannotBeResumed()
    {
        await using var server = await TestServer.StartAsync(configure: builder => Without<ErasureRunner>(builder));
        var operators = server.RestAs(TestServer.AdminKey);
        var (tenant, key) = await FillAsync(server, "quagmorrow");
        await operators.DeleteAsync($"/v1/admin/tenants/{tenant}?confirm_name=quagmorrow");

        Assert.Equal("tenant_suspended", Text((await server.RestAs(key).GetAsync("/v1/files")).Error, "code"));
        var resumed = await operators.PatchAsync($"/v1/admin/tenants/{tenant}", new { status = "active" });
        Assert.Equal((HttpStatusCode.Conflict, "tenant_erased"), (resumed.Status, Text(resumed.Error, "code")));
        Assert.Equal("tenant_erased", Text((await operators.PostAsync("/v1/admin/users:erase", new { tenant_id = tenant, user_id = "ann" })).Error, "code"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task EraseUser_WithDataOfTwoUsers_RemovesHisAloneAndKeepsTheSums()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var user in (string[])["ann", "bob"])
        {
            await ChatAsync(server.Rest, "hello", user);
            await server.Rest.PostAsync("/v1/admin/limits", new { kind = "user", name = user, limits = new { requests_per_day = 100 } });
        }

        var used = (await server.Rest.GetAsync("/v1/admin/usage")).Json.GetProperty("usage").EnumerateArray().Sum(u => Number(u, "prompt_tokens"));

        var begun = (await server.Rest.PostAsync("/v1/admin/users:erase", new { user_id = "ann" })).Json;
        var erased = await WaitAsync(server.Rest, Text(begun, "erasure_id")!);

        var found = erased.GetProperty("classes").EnumerateArray().ToDictionary(c => Text(c, "name")!, c => Number(c, "found"));
        Assert.Equal((1, 1), (found["chat_completions"], found["usage_days"]));
        var database = server.Host.Services.GetRequiredService<Database>();
        Assert.Equal(["bob"], await database.ReadAsync(StorageScope.Operator, c => c.QueryAsync<string>("SELECT user_id FROM chat_completions"), Ct));
        Assert.Equal(used, (await server.Rest.GetAsync("/v1/admin/usage")).Json.GetProperty("usage").EnumerateArray().Sum(u => Number(u, "prompt_tokens")));
        Assert.Equal("", string.Join(' ', (await FindAsync(server, ["ann"])).Keys));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task EraseUser_WhoUploadedFiles_TakesTheirBytesAndPassages()
    {
        await using var server = await TestServer.StartAsync();
        var store = await server.Rest.MakeStoreAsync(("his.txt", "The zeppelin landed in Tattersall."), ("other.txt", "The balloon landed in the sea."));
        var database = server.Host.Services.GetRequiredService<Database>();

        // No token names people yet where keys alone are known: the row is given to the user here.
        await database.WriteAsync(StorageScope.Operator, c => c.ExecuteAsync("UPDATE files SET user_id = 'ann' WHERE filename = 'his.txt'"), Ct);
        var begun = (await server.Rest.PostAsync("/v1/admin/users:erase", new { user_id = "ann" })).Json;
        var erased = await WaitAsync(server.Rest, Text(begun, "erasure_id")!);

        Assert.Equal(2, Number(Assert.Single(erased.GetProperty("nodes").EnumerateArray()), "found")); // the bytes and the passages
        Assert.Equal("other.txt", Text(Assert.Single((await server.Rest.GetAsync("/v1/files")).Json.GetProperty("data").EnumerateArray()), "filename"));
        var hits = (await server.Rest.PostAsync($"/v1/vector_stores/{store}/search", new { query = "Where did the zeppelin land?" })).Text;
        Assert.DoesNotContain("Tattersall", hits, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(server.Folder.Path, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Schema_EveryTableWithRowsOfTenants_IsErasedBySomeClass()
    {
        await using var server = await TestServer.StartAsync();
        var erased = server.Host.Services.GetServices<IErasable>().SelectMany(c => c.Tables);

        var tables = await server.Host.Services.GetRequiredService<LeftoverStore>().TablesAsync(Ct);

        Assert.Equal(tables.Except(["erasures", "erasure_nodes"]).Order(), erased.Order());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Schema_EveryColumnOfAUser_IsErasedBySomeClass()
    {
        await using var server = await TestServer.StartAsync();
        var erased = server.Host.Services.GetServices<IUserErasable>().Select(c => c.Name).ToHashSet();
        var database = server.Host.Services.GetRequiredService<Database>();
        foreach (var table in (await server.Host.Services.GetRequiredService<LeftoverStore>().TablesAsync(Ct)).Except(["erasures"]))
        {
            var hasUser = await database.ReadAsync(StorageScope.Operator, async c =>
            {
                await using var reader = await c.ExecuteReaderAsync($"SELECT * FROM {table} WHERE 1 = 0");
                return Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).Contains("user_id");
            }, Ct);
            if (hasUser) Assert.Contains(table, erased);
        }
    }

    // A tenant with one of everything; each kind of data holds a canary of its own.
    private static async Task<(string Tenant, string Key)> FillAsync(TestServer server, string name)
    {
        var operators = server.RestAs(TestServer.AdminKey);
        var made = (await operators.PostAsync("/v1/admin/tenants", new { name, display_name = "Blenkinsopp Ltd", config = new { prompts = new { system_prompt = "Say wobblegong." } } })).Json;
        var key = made.GetProperty("api_key").GetString()!;
        var rest = server.RestAs(key);
        var store = await rest.MakeStoreAsync(("Tattersall.txt", "The snickersnee was invented by a flibbertigib."));
        await rest.PostAsync($"/v1/vector_stores/{store}", new { name = "gobbledygoo", metadata = new { note = "hobbledehoy" } });
        await ChatAsync(rest, "kerfuffling", "lollygagger");
        using var call = new ChatService.ChatServiceClient(server.GrpcAs(key)).Chat(
            new ChatRequest { Model = "scripted", Messages = { new Message { Role = Role.User, Text = "kerfuffling" } } }, cancellationToken: Ct);
        await call.ResponseStream.ReadAllAsync(Ct).LastAsync(Ct);
        await rest.PostAsync("/v1/admin/keys", new { name = "mumblecrust", role = "viewer" });
        await rest.PostAsync("/v1/admin/policies", new { spec = new { name = "nincompoopy", effect = "deny", models = new[] { "none" } } });
        await rest.PostAsync("/v1/admin/workspaces", new { name = "nincompoopy" });
        await rest.PostAsync("/v1/admin/limits", new { kind = "user", name = "lollygagger", limits = new { requests_per_day = 100 } });
        return (made.GetProperty("tenant").GetProperty("tenant_id").GetString()!, key);
    }

    private static Task<RestAnswer> ChatAsync(RestClient rest, string text, string user) =>
        rest.PostAsync("/v1/chat/completions", new { model = "scripted", store = true, user, messages = new[] { new { role = "user", content = text } } });

    private static async Task<JsonElement> EraseAsync(RestClient operators, string tenant, string name)
    {
        var begun = await operators.DeleteAsync($"/v1/admin/tenants/{tenant}?confirm_name={name}");
        Assert.Equal(HttpStatusCode.OK, begun.Status);
        return await WaitAsync(operators, Text(begun.Json, "erasure_id")!);
    }

    private static Task<JsonElement> WaitAsync(RestClient rest, string erasure) =>
        Poll.UntilAsync(async () => (await rest.GetAsync($"/v1/admin/erasures/{erasure}")).Json, e => Text(e, "status") == "completed");

    private static async Task<List<(string?, long)>> RunAllAsync(TestServer server, string erasure, bool everyStepTwice)
    {
        var services = server.Host.Services;
        var operators = server.RestAs(TestServer.AdminKey);
        var store = services.GetRequiredService<ErasureStore>();
        var tenant = new Foundation.TenantId(erasure["erasure_".Length..][..10]);
        while ((await store.FindAsync(tenant, erasure, Ct))!.Step != "done")
        {
            // Done, and the process dies before that is noted.
            if (everyStepTwice) await services.GetRequiredService<ErasureSteps>().DoAsync((await store.FindAsync(tenant, erasure, Ct))!, Ct);
            using var runner = ActivatorUtilities.CreateInstance<ErasureRunner>(services);
            Assert.True(await runner.RunOnceAsync(Ct));
        }

        var done = (await operators.GetAsync($"/v1/admin/erasures/{erasure}")).Json;
        return [.. done.GetProperty("classes").EnumerateArray().Select(c => (Text(c, "name"), Number(c, "found")))];
    }

    private static void Without<T>(WebApplicationBuilder builder)
    {
        foreach (var service in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType == typeof(T)).ToList()) builder.Services.Remove(service);
    }

    private static async Task<(int Code, string Errors)> VerifyAsync(TestServer server, string file)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await ErasureCommand.RunAsync(["verify", file], name => name == "DATA_DIR" ? server.Folder.Path : null, output, errors);
        return (code, errors.ToString());
    }

    private static void AssertOnlyItsRecord(Dictionary<string, HashSet<string>> found, string tenant)
    {
        Assert.Equal([tenant], found.Keys);

        // The operator's own acts, in his own chain, name the tenant that they were done to.
        Assert.Subset(new HashSet<string> { "erasures", "erasure_nodes", "audit_records of operator", "audit_intents of operator" }, found[tenant]);
    }

    // Which of the words are in which tables: every column of every table that the schema has.
    private static async Task<Dictionary<string, HashSet<string>>> FindAsync(TestServer server, string[] words)
    {
        var database = server.Host.Services.GetRequiredService<Database>();
        var found = new Dictionary<string, HashSet<string>>();
        foreach (var table in await server.Host.Services.GetRequiredService<LeftoverStore>().TablesAsync(Ct))
        {
            var rows = await database.ReadAsync(StorageScope.Operator, c => c.QueryAsync($"SELECT * FROM {table}"), Ct);
            foreach (IDictionary<string, object?> row in rows)
            {
                foreach (var value in row.Values)
                {
                    var bytes = value as byte[] ?? Encoding.UTF8.GetBytes($"{value}");
                    foreach (var word in words.Where(w => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(w)) >= 0))
                    {
                        if (!found.TryGetValue(word, out var places)) found[word] = places = [];
                        places.Add(table.StartsWith("audit_", StringComparison.Ordinal) && row["tenant_id"] is "operator" ? $"{table} of operator" : table);
                    }
                }
            }
        }

        return found;
    }

    private static async Task<IReadOnlyList<(string Path, byte[] Bytes)>> ReadFolderAsync(string folder)
    {
        var files = new List<(string, byte[])>();
        foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Where(p => Path.GetFileName(p) != "lock"))
            files.Add((path[folder.Length..], Directory.Exists(path) ? [] : await System.IO.File.ReadAllBytesAsync(path, Ct)));
        return files;
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? long.Parse(value.GetString()!, null) : value.GetInt64() : 0;
}
