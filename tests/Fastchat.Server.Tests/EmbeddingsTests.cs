using System.Net;
using System.Runtime.InteropServices;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.ModelGateway;
using Fastchat.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

/// <summary>Embeddings in OpenAI's shape, whoever makes them.</summary>
public sealed class EmbeddingsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Path = "/v1/embeddings";

    private readonly TestServer _server = shared.Server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Embeddings_OneText_HasOpenAIsShape()
    {
        var answer = await _server.Rest.PostAsync(Path, new { model = "hashing-384", input = "where do zebras live" });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var json = answer.Json;
        Assert.Equal(["object", "data", "model", "usage"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("list", "hashing-384"), (json.GetProperty("object").GetString(), json.GetProperty("model").GetString()));
        var vector = Assert.Single(json.GetProperty("data").EnumerateArray());
        Assert.Equal(["object", "index", "embedding"], vector.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("embedding", 0), (vector.GetProperty("object").GetString(), vector.GetProperty("index").GetInt32()));
        Assert.Equal(384, vector.GetProperty("embedding").GetArrayLength());
        Assert.Equal((4, 4), (json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), json.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Embeddings_Base64_IsTheSameNumbers()
    {
        var floats = (await _server.Rest.PostAsync(Path, new { model = "hashing-384", input = new[] { "otters", "zebras" }, encoding_format = "float" })).Json.GetProperty("data");
        var base64 = (await _server.Rest.PostAsync(Path, new { model = "hashing-384", input = new[] { "otters", "zebras" }, encoding_format = "base64" })).Json.GetProperty("data");

        for (var i = 0; i < 2; i++)
        {
            var numbers = MemoryMarshal.Cast<byte, float>(base64[i].GetProperty("embedding").GetBytesFromBase64()).ToArray();
            Assert.Equal(floats[i].GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle()), numbers);
            Assert.Equal(i, base64[i].GetProperty("index").GetInt32());
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Embeddings_OverGrpc_AreThoseOfRest()
    {
        var rest = (await _server.Rest.PostAsync(Path, new { model = "hashing-384", input = "otters", dimensions = 16 })).Json.GetProperty("data")[0].GetProperty("embedding");
        var client = new EmbeddingsService.EmbeddingsServiceClient(_server.Grpc);

        var grpc = await client.CreateEmbeddingsAsync(new CreateEmbeddingsRequest { Model = "hashing-384", Many = new EmbeddingInputs { Items = { new EmbeddingInput { Text = "otters" } } }, Dimensions = 16 }, cancellationToken: Ct);

        Assert.Equal(rest.EnumerateArray().Select(n => n.GetSingle()), grpc.Data[0].Floats.Values);
    }

    /// <summary>Requests that are refused, with the field that is to blame.</summary>
    public static TheoryData<object, string> Wrong => new()
    {
        { new { model = "hashing-384" }, "input" },
        { new { model = "hashing-384", input = "" }, "input" },
        { new { model = "hashing-384", input = Array.Empty<string>() }, "input" },
        { new { model = "hashing-384", input = new[] { "a", "" } }, "input[1]" },
        { new { model = "hashing-384", input = Enumerable.Repeat("a", 2049) }, "input" },
        { new { model = "hashing-384", input = new[] { 1, 2, 3 } }, "input[0]" },
        { new { model = "hashing-384", input = new[] { new[] { 1, 2 }, new[] { 3 } } }, "input[0]" },
        { new { model = "hashing-384", input = 7 }, "input" },
        { new { input = "a" }, "model" },
        { new { model = "scripted", input = "a" }, "model" },
        { new { model = "hashing-384", input = "a", dimensions = 0 }, "dimensions" },
        { new { model = "hashing-384", input = "a", dimensions = 385 }, "dimensions" },
        { new { model = "hashing-384", input = "a", dimensions = 8193 }, "dimensions" },
        { new { model = "hashing-384", input = "a", encoding_format = "hex" }, "encoding_format" },
        { new { model = "hashing-384", input = "a", user = new string('u', 257) }, "user" },
    };

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Wrong))]
    public async Task Embeddings_WrongField_IsRefusedByName(object body, string param)
    {
        var answer = await _server.Rest.PostAsync(Path, body);

        Assert.Equal((HttpStatusCode.BadRequest, param), (answer.Status, answer.Error.GetProperty("param").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Embeddings_ModelThatIsNotThere_IsNotFound() => Assert.Equal(HttpStatusCode.NotFound, (await _server.Rest.PostAsync(Path, new { model = "nobody", input = "a" })).Status);

    [Fact(Timeout = Limits.Test)]
    public async Task Embeddings_AskedToChat_SayWhereTheyAreAsked()
    {
        var answer = await _server.Rest.PostAsync("/v1/chat/completions", new { model = "hashing-384", messages = new[] { new { role = "user", content = "hello" } } });

        Assert.Equal((HttpStatusCode.BadRequest, "model"), (answer.Status, answer.Error.GetProperty("param").GetString()));
        Assert.Contains("/v1/embeddings", answer.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Embeddings_Most_AreAllServed()
    {
        var answer = await _server.Rest.PostAsync(Path, new { model = "hashing-384", input = Enumerable.Range(0, 2048).Select(i => $"text {i}"), dimensions = 8 });

        Assert.Equal(2048, answer.Json.GetProperty("data").GetArrayLength());
        Assert.Equal(2047, answer.Json.GetProperty("data")[2047].GetProperty("index").GetInt32());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Embeddings_Usage_IsPutDownAndLimited()
    {
        var owner = _server.RestAs(await _server.AddTenantAsync("embedding"));
        await owner.PostAsync(Path, new { model = "hashing-384", input = "one two three", user = "ann" });
        await owner.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/v1/admin/limits")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { kind = "model", name = "hashing-384", limits = new { requests_per_day = 1 } }),
        });
        var last = await owner.PostAsync(Path, new { model = "hashing-384", input = "four" });
        var refused = await owner.PostAsync(Path, new { model = "hashing-384", input = "five" });

        var usage = (await owner.GetAsync("/v1/admin/usage?group_by=user&group_by=model")).Json.GetProperty("usage").EnumerateArray().Single(u => u.GetProperty("user_id").GetString() == "ann");
        Assert.Equal(("hashing-384", 1, 3, 0), (usage.GetProperty("model").GetString(), usage.GetProperty("requests").GetInt32(), usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32()));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (last.Status, refused.Status));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Embeddings_PersonalData_IsMaskedBeforeAModelReadsIt()
    {
        var model = new FakeEmbeddingModel();
        await using var server = await StartAsync(model);
        var tenant = (await server.RestAs(TestServer.AdminKey).GetAsync("/v1/admin/tenants")).Json.GetProperty("tenants")[0].GetProperty("tenant_id").GetString();
        await SetInputAsync(server, tenant!, "mask");
        await server.Rest.PostAsync(Path, new { model = "fake-embedder", input = new[] { "write to ann@example.com" } });
        await SetInputAsync(server, tenant!, "block");
        var blocked = await server.Rest.PostAsync(Path, new { model = "fake-embedder", input = new[] { "hello", "write to ann@example.com" } });

        Assert.DoesNotContain("ann@example.com", model.Queries.Single().Texts[0], StringComparison.Ordinal);
        Assert.Equal(("content_blocked", "input[1]"), (blocked.Error.GetProperty("code").GetString(), blocked.Error.GetProperty("param").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Embeddings_OfBefore_AreRememberedForTheirTenantAlone()
    {
        var model = new FakeEmbeddingModel();
        await using var server = await StartAsync(model);
        var other = server.RestAs(await server.AddTenantAsync("other"));
        var body = new { model = "fake-embedder", input = new[] { "a", "bb" } };

        var first = await server.Rest.PostAsync(Path, body);
        var second = await server.Rest.PostAsync(Path, body);
        await other.PostAsync(Path, body);

        Assert.Equal(2, model.Queries.Count);
        Assert.Equal(first.Json.GetProperty("data").GetRawText(), second.Json.GetProperty("data").GetRawText());
        Assert.Equal((2, 0), (first.Json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), second.Json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Embeddings_OfATenantThatIsErased_AreForgotten()
    {
        await using var server = await StartAsync(new FakeEmbeddingModel());
        var made = (await server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = "leaving" })).Json;
        await server.RestAs(made.GetProperty("api_key").GetString()).PostAsync(Path, new { model = "fake-embedder", input = "a" });
        var cache = server.Host.Services.GetRequiredService<ModelGateway.Caching.EmbeddingCache>();
        var tenant = new Foundation.TenantId(made.GetProperty("tenant").GetProperty("tenant_id").GetString()!);
        Assert.Equal(1, cache.Count(tenant));

        await server.RestAs(TestServer.AdminKey).SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/v1/admin/tenants/{tenant.Value}?confirm_name=leaving"));

        await Eventually.IsTrueAsync(() => cache.Count(tenant) == 0);
    }

    private static Task<TestServer> StartAsync(FakeEmbeddingModel model) => TestServer.StartAsync(configure: builder =>
        builder.Services.AddSingleton<IModelProvider>(new FakeVectorProvider("fake", model)));

    private static async Task SetInputAsync(TestServer server, string tenant, string action) => Assert.Equal(HttpStatusCode.OK, (await server.RestAs(TestServer.AdminKey).PatchAsync(
        $"/v1/admin/tenants/{tenant}/config", new { privacy = new { input = new { email = action } } })).Status);
}
