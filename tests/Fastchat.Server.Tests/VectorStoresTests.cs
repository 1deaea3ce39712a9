namespace Fastchat.Server;

public sealed class VectorStoresTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task List_TenantWithoutStores_IsEmpty()
    {
        var key = await shared.Server.AddTenantAsync("without-stores");
        using var rest = shared.Server.RestAs(key);

        var answer = await rest.GetAsync("/v1/vector_stores");

        Assert.Equal(200, (int)answer.Status);
        Assert.Empty(answer.Json.GetProperty("data").EnumerateArray());
        Assert.False(answer.Json.GetProperty("has_more").GetBoolean());
    }

    [Fact]
    public async Task Search_Filters_AreRefusedRatherThanIgnored()
    {
        var store = await shared.Server.Rest.MakeStoreAsync(("a.txt", "The tap code is a way to talk through walls."));

        var answer = await shared.Server.Rest.PostAsync($"/v1/vector_stores/{store}/search", new { query = "tap code", filters = new { type = "eq", key = "department", value = "nowhere" } });

        Assert.Equal(400, (int)answer.Status);
        Assert.Equal("filters", answer.Error.GetProperty("param").GetString());
    }

    [Fact]
    public async Task Chat_Filters_AreRefusedRatherThanIgnored()
    {
        var answer = await shared.Server.Rest.PostAsync("/v1/chat/completions", new
        {
            model = "extractive",
            messages = new[] { new { role = "user", content = "tap code" } },
            tools = new[] { new { type = "file_search", vector_store_ids = new[] { "vs_any" }, filters = new { type = "eq", key = "department", value = "nowhere" } } },
        });

        Assert.Equal(400, (int)answer.Status);
        Assert.Equal("tools[0].filters", answer.Error.GetProperty("param").GetString());
    }

    [Fact]
    public async Task Create_ExpiresAfter_IsRefusedRatherThanIgnored()
    {
        var answer = await shared.Server.Rest.PostAsync("/v1/vector_stores", new { name = "short-lived", expires_after = new { anchor = "last_active_at", days = 1 } });

        Assert.Equal(400, (int)answer.Status);
        Assert.Equal("expires_after", answer.Error.GetProperty("param").GetString());
    }
}
