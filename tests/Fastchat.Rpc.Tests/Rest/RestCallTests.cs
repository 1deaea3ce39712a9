using System.Net;
using System.Text.Json;

namespace Fastchat.Rpc.Rest;

public sealed class RestCallTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/items/7", "GetItem", "7")]
    [InlineData("/v1/old-items/7", "GetItem", "7")]
    [InlineData("/v1/items/a%2Fb", "GetItem", "a/b")]
    [InlineData("/v1/items/a%20b%C3%B6", "GetItem", "a bö")]
    [InlineData("/v1/items/special", "GetSpecial", "")]
    [InlineData("/v1/items/7/parts/3", "GetPart", "7")]
    public async Task Get_Path_BindsItsVariables(string path, string method, string id)
    {
        await using var server = await WireServer.StartAsync();

        var (name, request) = await GetAsync(server, path);

        Assert.Equal((method, id), (name, request.GetProperty("id").GetString()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/items/a/b/c", "GetFile", "a/b/c")]
    [InlineData("/v1/folders/x/files/y", "GetNamed", "folders/x/files/y")]
    public async Task Get_ManySegments_BindsThemAsOne(string path, string method, string captured)
    {
        await using var server = await WireServer.StartAsync();

        var (name, request) = await GetAsync(server, path);

        Assert.Equal((method, captured), (name, request.GetProperty("path").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Get_Query_BindsEachKindOfField()
    {
        await using var server = await WireServer.StartAsync();

        var (_, request) = await GetAsync(server,
            "/v1/items/7?tags=a&tags=b&tags[]=c&numbers[]=1&numbers[]=2&filter.name=n%20m&filter.score=0.5&limit=9007199254740993&flag=true&role=user&since=2026-01-31T12:00:00Z&utm=x&filter.other=y&id=8");

        Assert.Equal(
            """{"id":"7","path":"","tags":["a","b","c"],"filter":{"name":"n m","score":0.5},"limit":9007199254740993,"flag":true,"role":"user","since":"2026-01-31T12:00:00.000Z","numbers":[1,2]}""",
            request.GetRawText());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Get_QueryRepeatsASingleField_TheLastWins()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal(2, (await GetAsync(server, "/v1/items/7?limit=1&limit=2")).Request.GetProperty("limit").GetInt32());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("limit=x", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("flag=yes", "flag")]
    [InlineData("role=boss", "role")]
    [InlineData("since=now", "since")]
    [InlineData("numbers[]=1&numbers[]=x", "numbers[]")]
    [InlineData("filter=x", "filter")]
    [InlineData("filter.score=1e400", "filter.score")]
    public async Task Get_QueryDoesNotFit_Is400ByName(string query, string param)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, $"/v1/items/7?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(param, Error(reply).GetProperty("param").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Get_PathVariableDoesNotFit_Is400ByName()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, "/v1/items/7/parts/x");

        Assert.Equal((HttpStatusCode.BadRequest, "limit"), (reply.Status, Error(reply).GetProperty("param").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Get_QueryNamesAHiddenField_LeavesItAlone()
    {
        await using var server = await WireServer.StartAsync(interceptors: new Calls.SecretGuard());

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/v1/items/7?secret=s")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Patch_BodyIsAField_QueryAndPathBindTheRest()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Patch, "/v1/items/7?limit=3", Json("""{"name":"n","score":1}"""));

        Assert.Equal("""{"method":"UpdateItem","request":{"id":"7","path":"","tags":[],"filter":{"name":"n","score":1},"limit":3,"numbers":[]}}""", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Post_CustomVerb_PathGoesBeforeBodyAndQueryIsIgnored()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Post, "/v1/items/7:cancel?limit=3", Json("""{"id":"8","tags":["a"]}"""));

        Assert.Equal("""{"method":"CancelItem","request":{"id":"7","path":"","tags":["a"],"limit":0,"numbers":[]}}""", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Post_Json_AnswersJsonByteForByte()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.PostJsonAsync("/v1/say", """{"text":"höi"}""");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(("application/json", "15"), (reply.Headers["content-type"], reply.Headers["content-length"]));
        Assert.Equal([.. "{\"text\":\"h"u8, 0xc3, 0xb6, .. "i\"}"u8], reply.Body);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/vnd.api+json")]
    [InlineData("text/json")]
    public async Task Post_AnyJsonContentType_IsTaken(string contentType)
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Post, "/v1/say", WireServer.Bytes("{}"u8.ToArray(), contentType))).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Post_NoBodyAndNoContentType_IsAnEmptyMessage()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal("""{"text":""}""", (await server.SendAsync(HttpMethod.Post, "/v1/say")).Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Post_OtherContentType_Is415()
    {
        await using var server = await WireServer.StartAsync();

        foreach (var path in new[] { "/v1/say", "/v1/answers" })
        {
            var reply = await server.SendAsync(HttpMethod.Post, path, WireServer.Bytes("{}"u8.ToArray(), "application/x-www-form-urlencoded"));

            Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unsupported_media_type"), (reply.Status, Error(reply).GetProperty("code").GetString()));
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Verb_NotBound_Is405WithAllow()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Put, "/v1/items/7");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, reply.Status);
        Assert.Equal(["GET", "HEAD", "PATCH"], reply.Headers["allow"].Split(", ").Order());
        Assert.Equal("""{"error":{"message":"PUT is not offered here; GET, PATCH, HEAD is.","type":"invalid_request_error","param":null,"code":"method_not_allowed"}}""", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Post_WrongDeepInside_Is400WithThePath()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.PostJsonAsync("/v1/conversations", """{"messages":[{"role":"user"},{"role":"user"},{"role":"boss"}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(
            """{"error":{"message":"messages[2].role must be one of \"user\", \"assistant\", but is \"boss\".","type":"invalid_request_error","param":"messages[2].role","code":"invalid_value"}}""",
            reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Post_BodyLargerThanTheLimit_Is413()
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { MaxJsonBodySize = 20 });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await server.PostJsonAsync("/v1/say", """{"text":"0123456789"}""")).Status);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task Post_CompressedBody_IsRead(string encoding)
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal("""{"text":"hi"}""", (await PostAsync(server, "/v1/say", Encoded("""{"text":"hi"}""", encoding), encoding)).Text);
        Assert.Equal("data: [DONE]", (await PostAsync(server, "/v1/answers", Encoded("""{"prompt":"hi","stream":true}""", encoding), encoding)).Text[^14..].Trim());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/say")]
    [InlineData("/v1/answers")]
    public async Task Post_UnknownContentEncoding_Is415(string path)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await PostAsync(server, path, "{}"u8.ToArray(), "br");

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unknown_compression"), (reply.Status, Error(reply).GetProperty("code").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Post_BodyGrowsBeyondTheLimit_Is413()
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { MaxJsonBodySize = 1000 });
        var body = Encoded("{\"text\":\"" + new string('x', 1000) + "\"}", "gzip");

        Assert.InRange(body.Length, 1, 999);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(server, "/v1/say", body, "gzip")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Post_BodyIsNotCompressedAsItSays_Is400()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(server, "/v1/say", "{}"u8.ToArray(), "gzip")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Post_OddHeaderNames_AreNoFailure()
    {
        await using var server = await WireServer.StartAsync(new Services.TextHandler
        {
            OnSay = (_, context) => Task.FromResult(new WireTest.Text { Text_ = context.RequestHeaders.GetValue("x-good") }),
        });

        var reply = await server.SendAsync(HttpMethod.Post, "/v1/say", null, ("x!odd", "1"), ("x-good", "2"));

        Assert.Equal("""{"text":"2"}""", reply.Text);
    }

    private static async Task<(string Method, JsonElement Request)> GetAsync(WireServer server, string path)
    {
        var reply = await server.SendAsync(HttpMethod.Get, path);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        var root = JsonElement.Parse(reply.Text);
        return (root.GetProperty("method").GetString()!, root.GetProperty("request"));
    }

    private static Task<WireReply> PostAsync(WireServer server, string path, byte[] body, string encoding) =>
        server.SendAsync(HttpMethod.Post, path, WireServer.Bytes(body, "application/json"), ("content-encoding", encoding));

    private static byte[] Encoded(string json, string encoding)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(json);
        return encoding switch { "gzip" => Frames.Gzip(bytes), "deflate" => Frames.Zlib(bytes), _ => bytes };
    }

    private static ByteArrayContent Json(string json) => WireServer.Bytes(System.Text.Encoding.UTF8.GetBytes(json), "application/json");

    private static JsonElement Error(WireReply reply) => JsonElement.Parse(reply.Text).GetProperty("error");
}
