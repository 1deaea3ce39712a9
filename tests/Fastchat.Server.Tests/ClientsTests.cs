using System.Net;
using System.Text.Json;

namespace Fastchat.Server;

/// <summary>The tenant API's clients, in exactly the shapes that its callers know.</summary>
public sealed class ClientsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RestClient _operator = shared.Server.RestAs(TestServer.AdminKey);

    [Fact(Timeout = Limits.Test)]
    public async Task Create_Client_Is201WithItsKeyAndItsWholeSettings()
    {
        var made = await _operator.PostAsync("/api/v1/admin/clients", new { client_id = "acme", name = "Acme Inc.", config = new { search_settings = new { top_k = 9 } } });

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(["client_id", "name", "status", "api_key", "config", "created_at"], Names(made.Json));
        Assert.Equal(("acme", "Acme Inc.", "active"), (Text(made.Json, "client_id"), Text(made.Json, "name"), Text(made.Json, "status")));
        Assert.Equal(HttpStatusCode.OK, (await shared.Server.RestAs(Text(made.Json, "api_key")).GetAsync("/v1/models")).Status);
        Assert.Equal(
            """
            {"prompts":{"system_prompt":"","greeting":"","no_context_response":"I could not find anything about that in the documents."},
            "search_settings":{"semantic_weight":0.7,"bm25_weight":0.3,"top_k":9,"similarity_threshold":0.5},"llm_settings":{"model":"extractive"},
            "features":{"image_processing":true,"conversation_memory":true},
            "limits":{"requests_per_minute":null,"requests_per_day":null,"tokens_per_minute":null,"concurrent_streams":null,"upload_bytes_per_day":null,"cost_per_day":null,"cost_per_month":null},
            "models":{"allow":[],"deny":[],"max_context":null}}
            """.ReplaceLineEndings(""),
            made.Json.GetProperty("config").GetRawText());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Get_Client_IsTheSameWithoutTheKey()
    {
        var made = await _operator.PostAsync("/api/v1/admin/clients", new { client_id = "read", name = "Read" });

        var read = await _operator.GetAsync("/api/v1/admin/clients/read");

        Assert.Equal(HttpStatusCode.OK, read.Status);
        Assert.Equal(["client_id", "name", "status", "config", "created_at"], Names(read.Json));
        Assert.Equal(made.Json.GetProperty("config").GetRawText(), read.Json.GetProperty("config").GetRawText());
        Assert.Equal(Text(made.Json, "created_at"), Text(read.Json, "created_at"));
        Assert.Contains("read", (await _operator.GetAsync("/api/v1/admin/clients")).Json.GetProperty("clients").EnumerateArray().Select(c => Text(c, "client_id")));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task PutConfig_Part_ChangesItAndAnswersWithTheWhole()
    {
        await _operator.PostAsync("/api/v1/admin/clients", new { client_id = "changed", name = "Changed", config = new { prompts = new { greeting = "Hello!" } } });

        var changed = await PutAsync("changed", """{"search_settings":{"top_k":3},"limits":{"requests_per_minute":60},"models":{"allow":["extractive","gpt-*"]}}""");

        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal(["prompts", "search_settings", "llm_settings", "features", "limits", "models"], Names(changed.Json));
        Assert.Equal("Hello!", Text(changed.Json.GetProperty("prompts"), "greeting"));
        Assert.Equal(3, changed.Json.GetProperty("search_settings").GetProperty("top_k").GetInt32());
        Assert.Equal(60, changed.Json.GetProperty("limits").GetProperty("requests_per_minute").GetInt32());
        Assert.Equal("""["extractive","gpt-*"]""", changed.Json.GetProperty("models").GetProperty("allow").GetRawText());
        Assert.Equal(changed.Text, (await _operator.GetAsync("/api/v1/admin/clients/changed")).Json.GetProperty("config").GetRawText());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Client_Wrong_IsRefusedByField()
    {
        await _operator.PostAsync("/api/v1/admin/clients", new { client_id = "taken", name = "Taken" });

        await AssertRefusedAsync(HttpStatusCode.Conflict, "tenant_exists", "client_id", _operator.PostAsync("/api/v1/admin/clients", new { client_id = "taken", name = "Taken" }));
        await AssertRefusedAsync(HttpStatusCode.BadRequest, "missing_field", "client_id", _operator.PostAsync("/api/v1/admin/clients", new { name = "Nobody" }));
        await AssertRefusedAsync(HttpStatusCode.BadRequest, "invalid_value", "client_id", _operator.PostAsync("/api/v1/admin/clients", new { client_id = "A b", name = "Nobody" }));
        await AssertRefusedAsync(HttpStatusCode.BadRequest, "missing_field", "name", _operator.PostAsync("/api/v1/admin/clients", new { client_id = "nobody" }));
        await AssertRefusedAsync(HttpStatusCode.BadRequest, "invalid_value", "name", _operator.PostAsync("/api/v1/admin/clients", new { client_id = "nobody", name = "a\0b" }));
        await AssertRefusedAsync(HttpStatusCode.BadRequest, "invalid_value", "config.limits.cost_per_day", PutAsync("taken", """{"limits":{"cost_per_day":0}}"""));
        await AssertRefusedAsync(HttpStatusCode.NotFound, "tenant_not_found", "client_id", _operator.GetAsync("/api/v1/admin/clients/nobody"));
        await AssertRefusedAsync(HttpStatusCode.NotFound, "tenant_not_found", "client_id", PutAsync("nobody", "{}"));
        await AssertRefusedAsync(HttpStatusCode.Forbidden, "permission_denied", null, shared.Server.Rest.GetAsync("/api/v1/admin/clients"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tenant_Suspended_IsNotServedUntilItIsResumed()
    {
        var made = (await _operator.PostAsync("/v1/admin/tenants", new { name = "late-payer", display_name = "Late Payer" })).Json;
        var (tenant, client) = (Text(made.GetProperty("tenant"), "tenant_id"), shared.Server.RestAs(Text(made, "api_key")));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/models")).Status);

        var suspended = await _operator.PatchAsync($"/v1/admin/tenants/{tenant}", new { status = "suspended" });
        Assert.Equal(("suspended", "Late Payer"), (Text(suspended.Json, "status"), Text(suspended.Json, "display_name")));
        var refused = await Poll.UntilAsync(() => client.GetAsync("/v1/models"), answer => answer.Status != HttpStatusCode.OK);
        await AssertRefusedAsync(HttpStatusCode.Forbidden, "tenant_suspended", null, Task.FromResult(refused));

        await _operator.PatchAsync($"/v1/admin/tenants/{tenant}", new { status = "active", display_name = "Paid" });
        await Poll.UntilAsync(() => client.GetAsync("/v1/models"), answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal("Paid", Text((await _operator.GetAsync("/api/v1/admin/clients/late-payer")).Json, "name"));
        await AssertRefusedAsync(HttpStatusCode.NotFound, "tenant_not_found", "tenant_id", _operator.PatchAsync("/v1/admin/tenants/nobody", new { status = "active" }));
        await AssertRefusedAsync(HttpStatusCode.BadRequest, "invalid_value", "status", _operator.PatchAsync($"/v1/admin/tenants/{tenant}", new { status = "away" }));
    }

    private Task<RestAnswer> PutAsync(string client, string config) => _operator.SendAsync(
        new HttpRequestMessage(HttpMethod.Put, $"/api/v1/admin/clients/{client}/config") { Content = new StringContent(config, System.Text.Encoding.UTF8, "application/json") });

    private static async Task AssertRefusedAsync(HttpStatusCode status, string code, string? param, Task<RestAnswer> call)
    {
        var answer = await call;
        Assert.Equal((status, code, param), (answer.Status, Text(answer.Error, "code"), answer.Error.GetProperty("param").GetString()));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(p => p.Name);
}
