using System.Net;
using System.Text;
using System.Text.Json;
using Fastchat.Rpc.Services;
using Grpc.Core;

namespace Fastchat.Rpc.Connect;

public sealed class ConnectGetProtocolTests
{
    private const string Service = "/fastchat.wiretest.v1.TextService/";

    [Theory(Timeout = Limits.Test)]
    [InlineData("connect=v1&encoding=proto&base64=1&message=CgJoaQ")]
    [InlineData("connect=v1&encoding=proto&base64=1&message=CgJoaQ%3D%3D")]
    [InlineData("message=%0A%02hi&encoding=proto")]
    [InlineData("connect=v1&base64=0&message=%0a%02hi&unknown=%zz&encoding=proto")]
    public async Task Proto_InEachForm_IsAnsweredByteForByte(string query)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await GetAsync(server, query);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("application/proto", reply.Headers["content-type"]);
        Assert.Equal([0x0a, 2, (byte)'h', (byte)'i'], reply.Body);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("connect=v1&encoding=json&message=%7B%22text%22%3A%22%C3%BCber+all%20%2B1%22%7D", "über all +1")]
    [InlineData("encoding=json&message={\"text\":\"a\"}&message={\"text\":\"b\"}", "a")]
    [InlineData("encoding=json&base64=1&message=eyJ0ZXh0Ijoiw7_Dvz8_PiJ9", "ÿÿ??>")]
    public async Task Json_InEachForm_IsProtoJson(string query, string text)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await GetAsync(server, query);

        Assert.Equal("application/json", reply.Headers["content-type"]);
        Assert.Equal(text, JsonElement.Parse(reply.Text).GetProperty("text").GetString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("encoding=json&message=")]
    [InlineData("encoding=proto&base64=1&compression=gzip&message=")]
    public async Task Message_Empty_IsAnEmptyMessage(string query)
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, query)).Status);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("", "encoding")]
    [InlineData("encoding=proto", "message")]
    [InlineData("connect=v2&encoding=proto&message=", "connect")]
    [InlineData("encoding=proto&base64=1&message=a", "message")]
    [InlineData("encoding=proto&base64=1&message=%2B%2F%2B%2F", "message")]
    [InlineData("encoding=proto&message=%ff%ff", "not a fastchat.wiretest.v1.Text")]
    [InlineData("encoding=json&message={", "not JSON")]
    [InlineData("encoding=json&message={%22text%22:%22%ff%22}", "not JSON")]
    [InlineData("encoding=proto&base64=1&compression=gzip&message=CgJoaQ", "gzip")]
    public async Task Query_Malformed_IsInvalidArgumentAndSaysWhere(string query, string where)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await GetAsync(server, query);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("application/json", reply.Headers["content-type"]);
        var error = JsonElement.Parse(reply.Text);
        Assert.Equal("invalid_argument", error.GetProperty("code").GetString());
        Assert.Contains(where, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Encoding_Unknown_Is415()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await GetAsync(server, "encoding=xml&message=");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, reply.Status);
        Assert.Contains("use proto or json", reply.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Compression_Unknown_IsUnimplementedAndSaysWhatIsRead()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await GetAsync(server, "encoding=proto&compression=br&message=CgJoaQ&base64=1");

        Assert.Equal(HttpStatusCode.NotImplemented, reply.Status);
        Assert.StartsWith("""{"code":"unimplemented",""", reply.Text, StringComparison.Ordinal);
        Assert.Contains("gzip", reply.Text, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(null, "gzip")]
    [InlineData("identity", null)]
    public async Task Gzip_InTheQuery_IsReadAndAnsweredUnlessTheCallerTakesNone(string? accepted, string? answered)
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { CompressResponsesFrom = 10 });
        var message = Frames.Message(new string('x', 100));
        var query = $"encoding=proto&base64=1&compression=gzip&message={Base64Url(Frames.Gzip(message))}";

        var reply = await GetAsync(server, query, accepted is null ? [] : [("accept-encoding", accepted)]);

        Assert.Equal(answered, reply.Headers.GetValueOrDefault("content-encoding"));
        Assert.Equal(message, answered is null ? reply.Body : Frames.Gunzip(reply.Body));
        Assert.Equal("Accept-Encoding", reply.Headers["vary"]);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(11, HttpStatusCode.TooManyRequests)]
    [InlineData(10, HttpStatusCode.OK)]
    public async Task Message_AroundTheLimit_IsRefusedBeyondIt(int size, HttpStatusCode status)
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { MaxReceiveMessageSize = 10 });

        var reply = await GetAsync(server, $"encoding=proto&base64=1&message={Base64Url(Frames.Message(new string('x', size - 2)))}");

        Assert.Equal(status, reply.Status);
        if (status != HttpStatusCode.OK) Assert.StartsWith("""{"code":"resource_exhausted",""", reply.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Message_ThatExpandsBeyondTheLimit_IsRefused()
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { MaxReceiveMessageSize = 100 });

        var reply = await GetAsync(server, $"encoding=proto&base64=1&compression=gzip&message={Base64Url(Frames.Gzip(new byte[10_000]))}");

        Assert.StartsWith("""{"code":"resource_exhausted",""", reply.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Failure_OfTheService_IsConnectsJson()
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnSay = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "no")) });

        var reply = await GetAsync(server, "encoding=proto&message=");

        Assert.Equal(HttpStatusCode.NotFound, reply.Status);
        Assert.Equal("""{"code":"not_found","message":"no"}""", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Timeout_Malformed_IsRefused()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(server, "encoding=proto&message=", ("connect-timeout-ms", "soon"))).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Url_LongerThanKestrelTakes_Is414()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal(HttpStatusCode.RequestUriTooLong, (await GetAsync(server, $"encoding=proto&message={new string('x', 8192)}")).Status);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("GET", "Say", "POST")]
    [InlineData("GET", "ReadMany", "POST")]
    [InlineData("GET", "Join", "POST")]
    [InlineData("PUT", "Read", "GET, POST")]
    [InlineData("HEAD", "Read", "GET, POST")]
    public async Task Verb_NotOfferedByTheMethod_Is405WithAllow(string verb, string method, string allowed)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(new HttpMethod(verb), $"{Service}{method}?encoding=json&message=");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, reply.Status);
        Assert.Equal(allowed, reply.Headers["allow"]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Post_OfAMethodWithoutSideEffects_StillWorks()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal("""{ "text": "hi" }""", (await server.CallAsync(server.Http2, "Read", "application/json", """{"text":"hi"}"""u8.ToArray())).Text);
    }

    private static Task<WireReply> GetAsync(WireServer server, string query, params (string Name, string Value)[] headers) =>
        server.SendAsync(HttpMethod.Get, $"{Service}Read?{query}", null, headers);

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
