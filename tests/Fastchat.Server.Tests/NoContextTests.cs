namespace Fastchat.Server;

public sealed class NoContextTests(LighthouseServer lighthouse) : IClassFixture<LighthouseServer>
{
    private const string OffTopic = "Quantum chromodynamics lattice gauge coupling?";

    [Fact(Timeout = Limits.Test)]
    public async Task Answer_NothingFound_IsTheTenantsOwnReply()
    {
        var admin = lighthouse.Server.RestAs(TestServer.AdminKey);
        var made = await admin.PostAsync("/v1/admin/tenants", new { name = "own-reply" });
        var rest = lighthouse.Server.RestAs(made.Json.GetProperty("api_key").GetString());
        var store = await rest.MakeStoreAsync(("lighthouse.txt", LighthouseServer.Text));

        var before = await AskAsync(rest, store, "extractive");
        var changed = await admin.PatchAsync(
            $"/v1/admin/tenants/{made.Json.GetProperty("tenant").GetProperty("tenant_id").GetString()}/config",
            new { prompts = new { no_context_response = "Please ask the harbour master." } });
        var after = await AskAsync(rest, store, "extractive");

        Assert.Equal("I could not find anything about that in the documents.", Content(before));
        Assert.Equal("Please ask the harbour master.", changed.Json.GetProperty("config").GetProperty("prompts").GetProperty("no_context_response").GetString());
        Assert.Equal("Please ask the harbour master.", Content(after));
        Assert.Empty(after.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("annotations").EnumerateArray());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Answer_NothingFound_NoModelIsAsked()
    {
        await using var upstream = await FakeUpstream.SayingAsync("I make this up.");
        await using var server = await TestServer.StartWithAsync(upstream);
        var store = await server.Rest.MakeStoreAsync(("lighthouse.txt", LighthouseServer.Text));

        var answer = await AskAsync(server.Rest, store, FakeUpstream.Model);

        Assert.Equal("I could not find anything about that in the documents.", Content(answer));
        Assert.False(upstream.Asked.IsCompleted);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Answer_EmptyStore_IsTheNoContextReply()
    {
        var store = (await lighthouse.Server.Rest.PostAsync("/v1/vector_stores", new { name = "empty" })).Json.GetProperty("id").GetString()!;

        var answer = await AskAsync(lighthouse.Server.Rest, store, "extractive");

        Assert.Equal("I could not find anything about that in the documents.", Content(answer));
    }

    private static string? Content(RestAnswer answer) => answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();

    private static Task<RestAnswer> AskAsync(RestClient rest, string store, string model) => rest.PostAsync("/v1/chat/completions", new
    {
        model,
        messages = new[] { new { role = "user", content = OffTopic } },
        tools = new[] { new { type = "file_search", vector_store_ids = new[] { store } } },
    });
}
