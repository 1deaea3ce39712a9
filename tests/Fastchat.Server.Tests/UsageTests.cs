using System.Net;

namespace Fastchat.Server;

/// <summary>What was used, exact to the token.</summary>
public sealed class UsageTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact(Timeout = Limits.Test)]
    public async Task Usage_OfStreamsAndWholeAnswers_IsExactByKeyModelAndUser()
    {
        var owner = await TenantAsync("counted");
        var made = (await owner.PostAsync("/v1/admin/keys", new { name = "second", role = "user" })).Json;
        var second = shared.Server.RestAs(made.GetProperty("api_key").GetString()!);
        for (var i = 1; i <= 3; i++)
        {
            await AskAsync(owner, $$"""{"tokens": {{i}}}""", user: "ann", stream: i == 2);
            await AskAsync(second, $$"""{"tokens": {{10 * i}}}""", user: null, stream: i == 2);
        }

        Assert.Equal([(3, 60), (3, 6)], await SumAsync(owner, "group_by=key", bySize: true));
        Assert.Equal([(3, 60), (3, 6)], await SumAsync(owner, "group_by=user", bySize: true));
        Assert.Equal([(6, 66)], await SumAsync(owner, "group_by=model"));
        Assert.Equal([(6, 66)], await SumAsync(owner, "group_by=day"));
        Assert.Equal(2, (await SumAsync(owner, "")).Length);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Usage_OfAStreamThatBroke_IsCountedHereAndSaysSo()
    {
        var owner = await TenantAsync("broken");

        await AskAsync(owner, """{"tokens": 50, "fail_after": 40}""", user: null, stream: true);

        var usage = await Poll.UntilAsync(async () => (await owner.GetAsync("/v1/admin/usage")).Json.GetProperty("usage"), u => u.GetArrayLength() == 1);
        Assert.Equal(1, usage[0].GetProperty("estimated_requests").GetInt32());
        Assert.InRange(usage[0].GetProperty("completion_tokens").GetInt32(), 40, 80);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Usage_Pages_HoldEveryGroupOnce()
    {
        var owner = await TenantAsync("paged");
        foreach (var user in (string[])["a", "b", "c"]) await AskAsync(owner, "one two", user, stream: false);

        var (users, token) = (new List<string?>(), "");
        do
        {
            var page = (await owner.GetAsync($"/v1/admin/usage?group_by=user&page_size=2&page_token={token}")).Json;
            users.AddRange(page.GetProperty("usage").EnumerateArray().Select(u => u.GetProperty("user_id").GetString()));
            token = page.GetProperty("next_page_token").GetString();
        }
        while (token!.Length > 0);

        Assert.Equal(["a", "b", "c"], users);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Export_Table_HoldsTheSameAndIsNoFormula()
    {
        var owner = await TenantAsync("exported");
        await AskAsync(owner, "one two three", user: "=HYPERLINK(\"x\")", stream: false);

        var answer = await owner.GetAsync("/v1/admin/usage.csv?group_by=user&group_by=model");

        Assert.Equal((HttpStatusCode.OK, "text/csv"), (answer.Status, answer.ContentType));
        Assert.Equal(
            "day,workspace_id,key_id,user_id,model,requests,prompt_tokens,completion_tokens,total_tokens,cost,estimated_requests,counted_prompt_tokens,counted_completion_tokens\r\n,,,\"'=HYPERLINK(\"\"x\"\")\",scripted,1,3,3,6,0,0,10,3\r\n",
            answer.Text);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("start_day=2026-13-01", "start_day")]
    [InlineData("end_day=today", "end_day")]
    [InlineData("group_by=weather", "group_by")]
    [InlineData("page_size=-1", "page_size")]
    [InlineData("page_token=eyJ9", "page_token")]
    public async Task Usage_AskedForWrongly_NamesTheField(string query, string param)
    {
        var answer = await shared.Server.Rest.GetAsync($"/v1/admin/usage?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith(param, answer.Error.GetProperty("param").GetString(), StringComparison.Ordinal);
    }

    private async Task<RestClient> TenantAsync(string name) => shared.Server.RestAs(await shared.Server.AddTenantAsync(name));

    private static async Task AskAsync(RestClient client, string words, string? user, bool stream) =>
        await client.PostAsync("/v1/chat/completions", new { model = "scripted", stream, user, messages = new[] { new { role = "user", content = words } } });

    private static async Task<(int Requests, int Completion)[]> SumAsync(RestClient client, string query, bool bySize = false)
    {
        var sums = (await client.GetAsync($"/v1/admin/usage?{query}")).Json.GetProperty("usage").EnumerateArray()
            .Select(u => (u.GetProperty("requests").GetInt32(), u.GetProperty("completion_tokens").GetInt32()));
        return [.. bySize ? sums.OrderByDescending(s => s) : sums];
    }
}
