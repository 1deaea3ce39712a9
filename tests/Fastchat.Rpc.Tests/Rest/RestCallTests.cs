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
    [InlineData("/v1/items/a%252Fb", "GetItem", "a%2Fb")]
    [InlineData("/v1/items/100%25", "GetItem", "100%")]
    [InlineData("/v1/items/7%3Acancel", "GetItem", "7:cancel")]
    [InlineData("/v1/items/sp%65cial?x=%20", "GetSpecial", "")]
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
    [InlineData("/v1/folders/x%20y/files/a%2Fb", "GetNamed", "folders/x y/files/a%2Fb")]
    [InlineData("/v1/items/a/b/", "GetFile", "a/b/")]
    [InlineData("/v1/items", "GetFile", "")]
    public async Task Get_ManySegments_BindsThemAsOne(string path, string method, string captured)
    {
        await using var server = await WireServer.StartAsync();

        var (name, request) = await GetAsync(server, path);

        Assert.Equal((method, captured), (name, request.GetProperty("path").GetString()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("new", HttpStatusCode.Created)]
    [InlineData("refused", HttpStatusCode.Conflict)]
    public async Task Post_MethodWithASuccessStatus_AnswersWithItWhenItSucceeds(string id, HttpStatusCode status)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.PostJsonAsync("/v1/made-items", $$"""{"id":"{{id}}"}""");

        Assert.Equal((int)status, (int)reply.Status);
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
    public async Task Get_Query_BindsWrappersTimesAndMasks()
    {
        await using var server = await WireServer.StartAsync();

        var (_, request) = await GetAsync(server, "/v1/items/7?count=0&times=2026-01-31T12:00:00Z&times=2026-01-31T12:00:00.5%2B01:00&mask=a,b.c&flag=false&role=unspecified");

        Assert.Equal(
            """{"id":"7","path":"","tags":[],"limit":0,"flag":false,"numbers":[],"count":0,"times":["2026-01-31T12:00:00.000Z","2026-01-31T11:00:00.500Z"],"mask":"a,b.c"}""",
            request.GetRawText());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/items/7", "5", "5")]
    [InlineData("/v1/items/7?mark=6", "5", "6")]
    [InlineData("/v1/items/7", "", null)]
    public async Task Get_Header_FillsItsFieldWhenNothingElseDoes(string path, string header, string? mark)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, path, null, ("X-Mark", header));

        var request = JsonElement.Parse(reply.Text).GetProperty("request");
        Assert.Equal(mark, request.TryGetProperty("mark", out var value) ? value.GetRawText() : null);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Get_HeaderDoesNotFit_Is400ByName()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, "/v1/items/7", null, ("X-Mark", "many"));

        Assert.Equal((HttpStatusCode.BadRequest, "X-Mark"), (reply.Status, Error(reply).GetProperty("param").GetString()));
    }

    // Halves of a time, a path's field, a part of the wrapper: none of them is a field of its own.
    [Theory(Timeout = Limits.Test)]
    [InlineData("since.seconds=999999999999999")]
    [InlineData("since.nanos=-5")]
    [InlineData("count.value=5")]
    [InlineData("open.fields=x")]
    [InlineData("id=8")]
    [InlineData("labels.x=y")]
    [InlineData("tags.x=y")]
    [InlineData("tags[x]=y")]
    [InlineData("labels]=y&[labels]=y")]
    [InlineData("filter.=y&.=z&=w&[]=v")]
    public async Task Get_QueryNamesNoFieldOfItsOwn_IsIgnored(string query)
    {
        await using var server = await WireServer.StartAsync();

        var (_, request) = await GetAsync(server, $"/v1/items/7?{query}");

        Assert.Equal("""{"id":"7","path":"","tags":[],"limit":0,"numbers":[]}""", request.GetRawText());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Get_QueryNamesEntriesOfAMap_BindsEachUnderItsKey()
    {
        await using var server = await WireServer.StartAsync();

        var (_, request) = await GetAsync(server, "/v1/items/7?labels[colour]=red&labels%5Ba%20b.c%5D=&labels[x[y]]=z&labels[colour]=blue");

        Assert.Equal("""{"colour":"blue","a b.c":"","x[y]":"z"}""", request.GetProperty("labels").GetRawText());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("labels=x")]
    [InlineData("labels[]=x")]
    public async Task Get_QueryNamesAMapWithoutAKey_SaysHowItsEntriesAreGiven(string query)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, $"/v1/items/7?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal($"{query[..^2]} is an object; give its entries one by one, as in labels[key].", Error(reply).GetProperty("message").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Get_QueryNamesAMessage_SaysHowItsFieldsAreGiven()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, "/v1/items/7?filter=x");

        Assert.Equal("filter is an object; give its fields one by one, as in filter.name.", Error(reply).GetProperty("message").GetString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/items/7/")]
    [InlineData("/v1/items/")]
    [InlineData("/v1/say/")]
    [InlineData("//v1/say")]
    public async Task Path_WithASlashTooMany_IsAnotherPath(string path)
    {
        await using var server = await WireServer.StartAsync();

        // Under ** a slash is part of the value.
        var reply = await server.SendAsync(HttpMethod.Get, path);

        if (path == "/v1/items/7/") Assert.Contains("\"path\":\"7/\"", reply.Text, StringComparison.Ordinal);
        else Assert.Equal(HttpStatusCode.NotFound, reply.Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Head_WhereGetIsOffered_IsGetWithoutTheBody()
    {
        await using var server = await WireServer.StartAsync();

        var get = await server.SendAsync(HttpMethod.Get, "/v1/items/7");
        var head = await server.SendAsync(HttpMethod.Head, "/v1/items/7");
        var missing = await server.SendAsync(HttpMethod.Head, "/v1/blobs/missing/content");
        var bytes = await server.SendAsync(HttpMethod.Head, "/v1/blobs/1/content");

        Assert.Equal((HttpStatusCode.OK, get.Headers["content-length"], 0), (head.Status, head.Headers["content-length"], head.Body.Length));
        Assert.Equal((HttpStatusCode.NotFound, 0), (missing.Status, missing.Body.Length));
        Assert.Equal((HttpStatusCode.OK, "512"), (bytes.Status, bytes.Headers["content-length"]));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.SendAsync(HttpMethod.Head, "/v1/say")).Status);
        Assert.Empty(server.Log.Lines);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("PURGE", "/v1/caches/7", HttpStatusCode.OK)]
    [InlineData("GET", "/v1/caches/7", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/v1/any/7", HttpStatusCode.OK)]
    [InlineData("DELETE", "/v1/any/7", HttpStatusCode.OK)]
    [InlineData("BREW", "/v1/any/7", HttpStatusCode.OK)]
    public async Task Verb_Custom_IsServed(string verb, string path, HttpStatusCode status)
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal(status, (await server.SendAsync(new HttpMethod(verb), path)).Status);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/tags/7", """["a","b"]""", HttpStatusCode.OK, """{"method":"SetTags","request":{"id":"7","path":"","tags":["a","b"],"limit":3,"numbers":[]}}""")]
    [InlineData("/v1/tags/7", "", HttpStatusCode.OK, """{"method":"SetTags","request":{"id":"7","path":"","tags":[],"limit":3,"numbers":[]}}""")]
    [InlineData("/v1/limits/7", "5", HttpStatusCode.OK, "\"SetLimit\"")]
    [InlineData("/v1/tags/7", """["a",1]""", HttpStatusCode.BadRequest, """{"error":{"message":"[1] must be a string, but is 1.","type":"invalid_request_error","param":"[1]","code":"invalid_value"}}""")]
    [InlineData("/v1/tags/7", "null", HttpStatusCode.BadRequest, """{"error":{"message":"The body must be a list, but is null.","type":"invalid_request_error","param":null,"code":"invalid_value"}}""")]
    [InlineData("/v1/limits/7", "{}", HttpStatusCode.BadRequest, """{"error":{"message":"The body must be a whole number, but is an object.","type":"invalid_request_error","param":null,"code":"invalid_value"}}""")]
    public async Task Put_BodyIsAFieldThatIsNoMessage_IsRead(string path, string json, HttpStatusCode status, string expected)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Put, path + "?limit=3&tags=x", Json(json));

        Assert.Equal((status, expected), (reply.Status, reply.Text));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Patch_QueryNamesAFieldOfTheBody_IsIgnored()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Patch, "/v1/items/7?filter.name=query", Json("""{"score":1}"""));

        Assert.Contains("""
            "filter":{"name":"","score":1}
            """.Trim(), reply.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Post_UnknownMembers_AreCountedByMethodAndLogged()
    {
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        var seen = new System.Collections.Concurrent.ConcurrentBag<(long, string?)>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "rpc.json.unknown_members") l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => seen.Add((count, tags[0].Value as string)));
        listener.Start();
        await using var server = await WireServer.StartAsync();

        await server.PostJsonAsync("/v1/say", """{"text":"a","new":1,"newer":{"x":2}}""");

        Assert.Contains((2, "/fastchat.wiretest.v1.TextService/Say"), seen);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"prompt":"a","stream":false,"stream":true}""", "text/event-stream")]
    [InlineData("""{"prompt":"a","stream":true,"stream":false}""", "application/json")]
    [InlineData("""{"prompt":"a","str\u0065am":true}""", "text/event-stream")]
    [InlineData("""{"x":{"stream":true},"prompt":"a"}""", "application/json")]
    public async Task Post_StreamTwice_TheLastChooses(string json, string contentType)
    {
        await using var server = await WireServer.StartAsync();

        Assert.StartsWith(contentType, (await server.PostJsonAsync("/v1/answers", json)).Headers["content-type"], StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("{}", "from the header")]
    [InlineData("", "from the header")]
    [InlineData("""{"prompt":"from the body"}""", "from the body")]
    public async Task Post_HeaderOfAFieldInTheBody_FillsItWhenTheBodyDoesNot(string json, string prompt)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Post, "/v1/answers", new StringContent(json, System.Text.Encoding.UTF8, "application/json"), ("X-Prompt", "from the header"));

        Assert.Contains($"\"{prompt}\"", reply.Text, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("", "application/json")]
    [InlineData("?stream=true", "text/event-stream")]
    [InlineData("?stream=false", "application/json")]
    [InlineData("?stream=false&stream=true", "text/event-stream")]
    public async Task Get_StreamInTheQuery_Chooses(string query, string contentType)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, $"/v1/answers/hi{query}");

        Assert.StartsWith(contentType, reply.Headers["content-type"], StringComparison.Ordinal);
        Assert.Contains("hi", reply.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Get_StreamThatIsNoBoolean_Is400()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal(400, (int)(await server.SendAsync(HttpMethod.Get, "/v1/answers/hi?stream=yes")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Post_StreamBesideDeepJson_IsSeen()
    {
        await using var server = await WireServer.StartAsync();
        var deep = new string('[', 80) + new string(']', 80);

        Assert.StartsWith("text/event-stream", (await server.PostJsonAsync("/v1/answers", $$"""{"x":{{deep}},"prompt":"a","stream":true}""")).Headers["content-type"], StringComparison.Ordinal);
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
    [InlineData("filter.score=NaN", "filter.score")]
    [InlineData("count=x", "count")]
    [InlineData("times=2026-01-31T12:00:00Z&times=x", "times")]
    [InlineData("open=x", "open")]
    [InlineData("labels=x", "labels")]
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
        Assert.Equal("""{"error":{"message":"PUT is not offered here. This path takes GET, PATCH, HEAD.","type":"invalid_request_error","param":null,"code":"method_not_allowed"}}""", reply.Text);
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
    [InlineData("GZIP")]
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
        return encoding.ToLowerInvariant() switch { "gzip" => Frames.Gzip(bytes), "deflate" => Frames.Zlib(bytes), _ => bytes };
    }

    private static ByteArrayContent Json(string json) => WireServer.Bytes(System.Text.Encoding.UTF8.GetBytes(json), "application/json");

    private static JsonElement Error(WireReply reply) => JsonElement.Parse(reply.Text).GetProperty("error");
}
