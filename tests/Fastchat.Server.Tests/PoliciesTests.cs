using System.Net;
using System.Text.Json;

namespace Fastchat.Server;

/// <summary>Rules on top of roles, as callers meet them.</summary>
public sealed class PoliciesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact(Timeout = Limits.Test)]
    public async Task Rule_DenyingAModel_HoldsOnEveryDoorAndNamesItself()
    {
        var owner = await TenantAsync("models");
        await AddAsync(owner, new { name = "no scripts", effect = "deny", models = new[] { "scri*" } });

        var refused = await AskAsync(owner, "scripted");

        Assert.Equal((HttpStatusCode.Forbidden, "policy_denied"), (refused.Status, refused.Error.GetProperty("code").GetString()));
        Assert.Contains("'no scripts'", refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(owner, "scripted", stream: true)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await NativeAsync(owner, "scripted")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(owner, "extractive")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rule_DenyingTheTenantsOwnModel_HoldsForRequestsThatNameNone()
    {
        var owner = await TenantAsync("unnamed");
        await AddAsync(owner, new { name = "none", effect = "deny", models = new[] { "extractive" } });

        Assert.Equal(HttpStatusCode.Forbidden, (await NativeAsync(owner, model: null)).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rule_DenyingACollection_HoldsForChatAndSearch()
    {
        var owner = await TenantAsync("collections");
        var (secret, open) = (await owner.MakeStoreAsync(("a.txt", LighthouseServer.Text)), await owner.MakeStoreAsync(("b.txt", LighthouseServer.Text)));
        var key = (await owner.PostAsync("/v1/admin/keys", new { name = "reader", role = "user" })).Json;
        var reader = shared.Server.RestAs(key.GetProperty("api_key").GetString()!);
        await AddAsync(owner, new { name = "secret", effect = "deny", principals = new { roles = new[] { "user" } }, collections = new[] { secret } });

        Assert.Equal(HttpStatusCode.Forbidden, (await SearchAsync(reader, secret)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SearchAsync(reader, open)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SearchAsync(owner, secret)).Status);
        var tools = new[] { new { type = "file_search", vector_store_ids = new[] { open, secret } } };
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsync("/v1/chat/completions", new { model = "extractive", tools, messages = Messages })).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Default_Deny_LetsOnlyWhatRulesAllowAndNeverLocksTheOwnerOut()
    {
        var owner = await TenantAsync("strict");
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(owner, "/v1/admin/policy-default", new { effect = "deny" })).Status);

        Assert.Equal(HttpStatusCode.Forbidden, (await owner.GetAsync("/v1/models")).Status);
        var rule = await AddAsync(owner, new { name = "listing", effect = "allow", permissions = new[] { "models.*" } });
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync("/v1/models")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(owner, "extractive")).Status);

        await PutAsync(owner, $"/v1/admin/policies/{rule}", new { name = "listing", effect = "allow", disabled = true });
        Assert.Equal(HttpStatusCode.Forbidden, (await owner.GetAsync("/v1/models")).Status);
        await owner.DeleteAsync($"/v1/admin/policies/{rule}");
        await PutAsync(owner, "/v1/admin/policy-default", new { effect = "allow" });
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync("/v1/models")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Explain_Call_SaysWhichRuleDecidedAndWhichElseMatch()
    {
        var owner = await TenantAsync("explained");
        var allow = await AddAsync(owner, new { name = "all", effect = "allow" });
        var deny = await AddAsync(owner, new { name = "nights", effect = "deny", times = new[] { new { start_time = "22:00", end_time = "06:00", time_zone = "Europe/Berlin" } } });

        var night = await ExplainAsync("2026-03-04T23:00:00Z");
        var day = await ExplainAsync("2026-03-04T12:00:00Z");

        Assert.Equal(("deny", deny, 2), Answer(night));
        Assert.Equal(("allow", allow, 1), Answer(day));
        var beyond = (await owner.PostAsync("/v1/admin/policies:explain", new { role = "viewer", permission = "chat.write" })).Json;
        Assert.Equal(("deny", "", 0), Answer(beyond));
        Assert.Contains("role viewer", beyond.GetProperty("reason").GetString(), StringComparison.Ordinal);

        async Task<JsonElement> ExplainAsync(string time) => (await owner.PostAsync("/v1/admin/policies:explain", new { role = "user", permission = "chat.write", model = "m", time })).Json;

        static (string?, string?, int) Answer(JsonElement e) => (e.GetProperty("effect").GetString(), e.GetProperty("rule_id").GetString(), e.GetProperty("matches").GetArrayLength());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Region_OfTheProxysHeader_IsMatched()
    {
        await using var server = await TestServer.StartAsync(change: o => o with { Policies = new Governance.Policies.PolicyOptions { RegionHeader = "x-region" } });
        await AddAsync(server.Rest, new { name = "not from there", effect = "deny", permissions = new[] { "models.*" }, regions = new[] { "XX" } });

        Assert.Equal(HttpStatusCode.Forbidden, (await FromAsync("XX")).Status);
        Assert.Equal(HttpStatusCode.OK, (await FromAsync("DE")).Status);

        Task<RestAnswer> FromAsync(string region) => server.Rest.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { { "x-region", region } } });
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Models_OfTheTenantsConfiguration_AreHeld()
    {
        var made = (await shared.Server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = "configured", config = new { models = new { allow = new[] { "extractive" } } } })).Json;
        var client = shared.Server.RestAs(made.GetProperty("api_key").GetString()!);

        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(client, "scripted")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, "extractive")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Workspace_OfAKey_DecidesRulesLimitsAndUsage()
    {
        var owner = await TenantAsync("workspaces");
        var workspace = (await owner.PostAsync("/v1/admin/workspaces", new { name = "Support" })).Json.GetProperty("workspace_id").GetString()!;
        var made = (await owner.PostAsync("/v1/admin/keys", new { name = "agent", role = "admin", workspace_id = workspace })).Json;
        Assert.Equal(workspace, made.GetProperty("key").GetProperty("workspace_id").GetString());
        var agent = shared.Server.RestAs(made.GetProperty("api_key").GetString()!);
        await AddAsync(owner, new { name = "support", effect = "deny", principals = new { workspaces = new[] { workspace } }, models = new[] { "extractive" } });

        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(agent, "extractive")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(agent, "scripted")).Status);
        var usage = (await owner.GetAsync("/v1/admin/usage?group_by=workspace")).Json.GetProperty("usage");
        Assert.Equal((1, workspace), (usage.GetArrayLength(), usage[0].GetProperty("workspace_id").GetString()));

        // Its keys stay within it, and an archived workspace takes no new ones.
        Assert.Equal(workspace, (await agent.PostAsync("/v1/admin/keys", new { name = "another", role = "user" })).Json.GetProperty("key").GetProperty("workspace_id").GetString());
        var other = (await owner.PostAsync("/v1/admin/workspaces", new { name = "Sales" })).Json.GetProperty("workspace_id").GetString()!;
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.PostAsync("/v1/admin/keys", new { name = "elsewhere", role = "user", workspace_id = other })).Status);
        await owner.PatchAsync($"/v1/admin/workspaces/{workspace}", new { archived = true });
        var refused = await owner.PostAsync("/v1/admin/keys", new { name = "late", role = "user", workspace_id = workspace });
        Assert.Equal((HttpStatusCode.BadRequest, "workspace_id"), (refused.Status, refused.Error.GetProperty("param").GetString()));
    }

    private static object[] Messages => [new { role = "user", content = LighthouseServer.Question }];

    private async Task<RestClient> TenantAsync(string name) => shared.Server.RestAs(await shared.Server.AddTenantAsync(name));

    private static async Task<string> AddAsync(RestClient client, object spec)
    {
        var made = await client.PostAsync("/v1/admin/policies", new { spec });
        Assert.Equal(HttpStatusCode.OK, made.Status);
        return made.Json.GetProperty("rule_id").GetString()!;
    }

    private static Task<RestAnswer> AskAsync(RestClient client, string model, bool stream = false) =>
        client.PostAsync("/v1/chat/completions", new { model, stream, messages = Messages });

    private static Task<RestAnswer> NativeAsync(RestClient client, string? model) =>
        client.PostAsync("/v1/chat", new { model, messages = new[] { new { role = "user", text = "hello" } } });

    private static Task<RestAnswer> SearchAsync(RestClient client, string store) => client.PostAsync($"/v1/vector_stores/{store}/search", new { query = "lighthouse" });

    private static Task<RestAnswer> PutAsync(RestClient client, string path, object body) =>
        client.SendAsync(new HttpRequestMessage(HttpMethod.Put, path) { Content = System.Net.Http.Json.JsonContent.Create(body) });
}
