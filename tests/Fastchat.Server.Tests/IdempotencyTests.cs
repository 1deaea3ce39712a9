using System.Net;
using System.Net.Http.Json;
using Grpc.Core;

namespace Fastchat.Server;

/// <summary>Calls that are repeated by name are done once.</summary>
public sealed class IdempotencyTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Completions = "/v1/chat/completions";

    [Fact(Timeout = Limits.Test)]
    public async Task Completion_AskedForAgain_IsTheSameAndPaidOnce()
    {
        var owner = await TenantAsync("repeats");

        var first = await PostAsync(owner, Completions, Question("one two three"), "order-1");
        var second = await PostAsync(owner, Completions, Question("one two three"), "order-1");

        Assert.Equal((HttpStatusCode.OK, first.Text), (second.Status, second.Text));
        Assert.Equal(3, await UsedAsync(owner));
        var third = await PostAsync(owner, Completions, Question("one two three"), "order-2");
        Assert.NotEqual(first.Json.GetProperty("id").GetString(), third.Json.GetProperty("id").GetString());
        Assert.Equal(6, await UsedAsync(owner));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Completion_AskedForManyTimesAtOnce_IsMadeOnce()
    {
        var owner = await TenantAsync("at-once");

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => PostAsync(owner, Completions, Question("""{"text": "one two three", "delay_ms": 100}"""), "order-1")));

        Assert.Single(answers.Select(a => a.Text).Distinct());
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Equal(3, await UsedAsync(owner));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Thing_MadeAgain_IsOne()
    {
        var owner = await TenantAsync("makes");

        var first = await PostAsync(owner, "/v1/vector_stores", new { name = "papers" }, "store-1");
        var second = await PostAsync(owner, "/v1/vector_stores", new { name = "papers" }, "store-1");

        Assert.Equal(first.Json.GetProperty("id").GetString(), second.Json.GetProperty("id").GetString());
        Assert.Equal(1, (await owner.GetAsync("/v1/vector_stores")).Json.GetProperty("data").GetArrayLength());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Name_OfAnotherRequest_IsRefused()
    {
        var owner = await TenantAsync("others");
        await PostAsync(owner, Completions, Question("one"), "order-1");

        var other = await PostAsync(owner, Completions, Question("two"), "order-1");
        var elsewhere = await PostAsync(owner, "/v1/vector_stores", new { name = "papers" }, "order-1");

        foreach (var refused in new[] { other, elsewhere })
            Assert.Equal((HttpStatusCode.Conflict, "request_id_reused", "Idempotency-Key"), (refused.Status, refused.Error.GetProperty("code").GetString(), refused.Error.GetProperty("param").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Name_OfAnotherTenantsOrKeysRequest_IsAnother()
    {
        var (one, two) = (await TenantAsync("one"), await TenantAsync("two"));
        var made = (await one.PostAsync("/v1/admin/keys", new { name = "second", role = "user" })).Json;
        var second = shared.Server.RestAs(made.GetProperty("api_key").GetString()!);

        var ids = new List<string?>();
        foreach (var client in new[] { one, two, second }) ids.Add((await PostAsync(client, Completions, Question("one"), "order-1")).Json.GetProperty("id").GetString());

        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Request_ThatFailed_IsDoneAgain()
    {
        var owner = await TenantAsync("fails");

        var failed = await PostAsync(owner, Completions, Question("""{"text": "one two", "fail_after": 1}"""), "order-1");
        var again = await PostAsync(owner, Completions, Question("""{"text": "one two", "fail_after": 1}"""), "order-1");
        var mended = await PostAsync(owner, Completions, Question("one two"), "order-1");

        Assert.True(failed.Status >= HttpStatusCode.InternalServerError);
        Assert.Equal(failed.Status, again.Status);
        Assert.Equal(HttpStatusCode.OK, mended.Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Secret_MadeOnce_IsNotShownAgain()
    {
        var owner = await TenantAsync("secrets");

        var made = await PostAsync(owner, "/v1/admin/keys", new { name = "once", role = "viewer" }, "key-1");
        var again = await PostAsync(owner, "/v1/admin/keys", new { name = "once", role = "viewer" }, "key-1");

        Assert.Equal(HttpStatusCode.OK, made.Status);
        Assert.Equal((HttpStatusCode.Conflict, "request_done"), (again.Status, again.Error.GetProperty("code").GetString()));
        Assert.Single((await owner.GetAsync("/v1/admin/keys")).Json.GetProperty("keys").EnumerateArray(), k => k.GetProperty("name").GetString() == "once");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_ThatCannotBeJoined_IsRefusedByName()
    {
        var owner = await TenantAsync("streams");

        var refused = await PostAsync(owner, Completions, new { model = "scripted", stream = true, messages = new[] { new { role = "user", content = "one" } } }, "order-1");

        Assert.Equal((HttpStatusCode.BadRequest, "Idempotency-Key"), (refused.Status, refused.Error.GetProperty("param").GetString()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("has blanks")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345")]
    public async Task Name_ThatIsNone_IsRefusedByName(string name)
    {
        var refused = await PostAsync(shared.Server.Rest, Completions, Question("one"), name);

        Assert.Equal((HttpStatusCode.BadRequest, "Idempotency-Key"), (refused.Status, refused.Error.GetProperty("param").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Call_OverGrpc_IsDoneOnceToo()
    {
        var threads = new Contracts.OpenAI.V1.ThreadsService.ThreadsServiceClient(shared.Server.Grpc);
        var named = new Metadata { { "idempotency-key", $"thread-{Guid.NewGuid():N}" } };

        var first = await threads.CreateThreadAsync(new Contracts.OpenAI.V1.CreateThreadRequest(), named, cancellationToken: TestContext.Current.CancellationToken);
        var second = await threads.CreateThreadAsync(new Contracts.OpenAI.V1.CreateThreadRequest(), named, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(first, second);
    }

    private static object Question(string text) => new { model = "scripted", messages = new[] { new { role = "user", content = text } } };

    private static Task<RestAnswer> PostAsync(RestClient client, string path, object body, string name)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", name);
        return client.SendAsync(request);
    }

    private static async Task<long> UsedAsync(RestClient client) =>
        (await client.GetAsync("/v1/admin/usage")).Json.GetProperty("usage").EnumerateArray().Sum(u => u.GetProperty("completion_tokens").GetInt64());

    private async Task<RestClient> TenantAsync(string name) => shared.Server.RestAs(await shared.Server.AddTenantAsync($"idempotent-{name}"));
}
