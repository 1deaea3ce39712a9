using System.Net;
using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Embeddings;
using Fastchat.Testing;

namespace Fastchat.Providers.Models;

public sealed class UpstreamEmbeddingModelTests : EmbeddingModelContract, IDisposable
{
    private readonly FakeGateway _gateway = new();
    private readonly UpstreamClient _client;

    public UpstreamEmbeddingModelTests()
    {
        _client = new UpstreamClient(UpstreamOptions.Parse("http://gateway", "sk-secret", null), new FakeClock(), _gateway);
        Model = new UpstreamEmbeddingModel(_client, batch: 3);
        _gateway.Answer = request => Answer(Body(request));
    }

    protected override IEmbeddingModel Model { get; }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Embed_ManyTexts_AreSentInBatchesAndComeBackInOrder()
    {
        var result = await Model.EmbedAsync(new EmbeddingQuery("m", ["a", "bb", "ccc", "dddd", "eeeee", "ffffff", "ggggggg"], 2), Ct);

        Assert.Equal([1f, 2, 3, 4, 5, 6, 7], result.Vectors.Select(v => v[0]));
        Assert.Equal(7, result.PromptTokens);
        Assert.Equal([3, 3, 1], _gateway.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("input").GetArrayLength()));
        using var json = JsonDocument.Parse(_gateway.Requests.First().Body);
        Assert.Equal("http://gateway/v1/embeddings", _gateway.Requests.First().Request.RequestUri!.AbsoluteUri);
        Assert.Equal(("m", 2, "base64"), (json.RootElement.GetProperty("model").GetString(), json.RootElement.GetProperty("dimensions").GetInt32(), json.RootElement.GetProperty("encoding_format").GetString()));
    }

    [Fact]
    public async Task Embed_GatewayWithoutBase64_IsAskedWithoutItAndNotAgain()
    {
        _gateway.Answer = request => Body(request) is var body && body.TryGetProperty("encoding_format", out _)
            ? FakeGateway.Json("""{"error":{"message":"litellm.UnsupportedParamsError: encoding_format is not supported","param":null}}""", HttpStatusCode.BadRequest)
            : Answer(body);

        await Model.EmbedAsync(new EmbeddingQuery("m", ["a"]), Ct);
        await Model.EmbedAsync(new EmbeddingQuery("m", ["b"]), Ct);

        Assert.Equal(3, _gateway.Requests.Count);
    }

    [Fact]
    public async Task Embed_Refused_HasItsReason()
    {
        _gateway.Answer = _ => FakeGateway.Json("""{"error":{"message":"slow down"}}""", HttpStatusCode.TooManyRequests);

        Assert.Equal(ErrorReason.UpstreamRateLimited, (await Assert.ThrowsAsync<FastchatException>(() => Model.EmbedAsync(new EmbeddingQuery("m", ["a"]), Ct))).Reason);
    }

    private JsonElement Body(HttpRequestMessage request) => JsonDocument.Parse(_gateway.Requests.Last(r => r.Request == request).Body).RootElement;

    // The first number of a vector is the text's length; the list stands backwards.
    private static HttpResponseMessage Answer(JsonElement body)
    {
        var dimensions = body.TryGetProperty("dimensions", out var stated) ? stated.GetInt32() : 4;
        var inBase64 = body.TryGetProperty("encoding_format", out _);
        var data = body.GetProperty("input").EnumerateArray().Select((text, index) =>
        {
            var vector = Enumerable.Range(0, dimensions).Select(i => i == 0 ? text.GetString()!.Length : 0.5f).ToArray();
            object embedding = inBase64 ? Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector.AsSpan())) : vector;
            return new { index, embedding };
        }).Reverse().ToList();
        return FakeGateway.Json(JsonSerializer.Serialize(new { data, usage = new { prompt_tokens = data.Count } }));
    }
}
