using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Rpc.Json;

namespace Fastchat.Providers.Models;

public sealed class ChatRequestBodyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_Parameters_AreWrittenOnceWithOursAndWithoutWhatStays()
    {
        const string asked = """
            {"model":"m","messages":[{"role":"user","content":"ünï","vendor":1}],"temperature":0.5,"store":true,"metadata":{"a":"b"},"stream":false,
             "stream_options":{"include_usage":false,"include_obfuscation":false},"top_k":7,"vendor":{"deep":[1,"two",null]}}
            """;
        var parameters = ShapedJson.Parse<ChatCompletionParams>(Encoding.UTF8.GetBytes(asked));

        var body = await BodyAsync(parameters);

        var expected = JsonNode.Parse("""
            {"model":"m","messages":[{"role":"user","content":"ünï","vendor":1}],"temperature":0.5,"stream":true,
             "stream_options":{"include_usage":true,"include_obfuscation":false},"top_k":7,"vendor":{"deep":[1,"two",null]}}
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(body)), body);
        using var json = JsonDocument.Parse(body);
        Assert.Equal(json.RootElement.EnumerateObject().Select(m => m.Name).Distinct(), json.RootElement.EnumerateObject().Select(m => m.Name));
    }

    // Callers of gRPC can put anything into the rest.
    [Fact]
    public async Task Of_RestWithNamesOfOurs_WritesEachOnce()
    {
        var parameters = new ChatCompletionParams { Model = "m", Rest = new() { Fields = { ["stream"] = Google.Protobuf.WellKnownTypes.Value.ForBool(false), ["store"] = Google.Protobuf.WellKnownTypes.Value.ForBool(true) } } };

        Assert.Equal("""{"messages":[],"model":"m","stream":true,"stream_options":{"include_usage":true}}""", await BodyAsync(parameters));
    }

    [Fact]
    public async Task Of_OneAfterAnother_LeaveEachOtherAlone()
    {
        using var first = ChatRequestBody.Of(new ChatCompletionParams { Model = new string('a', 500_000) });
        using var second = ChatRequestBody.Of(new ChatCompletionParams { Model = "b" });

        Assert.Equal(500_000, JsonNode.Parse(await first.ReadAsStringAsync(Ct))!["model"]!.GetValue<string>().Length);
        Assert.Equal("b", JsonNode.Parse(await second.ReadAsStringAsync(Ct))!["model"]!.GetValue<string>());
    }

    private static async Task<string> BodyAsync(ChatCompletionParams parameters)
    {
        using var content = ChatRequestBody.Of(parameters);
        Assert.Equal("application/json", content.Headers.ContentType!.ToString());
        return await content.ReadAsStringAsync(Ct);
    }
}
