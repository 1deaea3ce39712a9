using System.Net;
using System.Text;
using System.Text.Json;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest;
using Grpc.Core;

namespace Fastchat.Rpc.Connect;

public sealed class ConnectUnaryCallTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Proto_Answered_IsTheBareMessage()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Say", "application/proto", [0x0a, 2, (byte)'h', (byte)'i']);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("application/proto", reply.Headers["content-type"]);
        Assert.Equal([0x0a, 2, (byte)'h', (byte)'i'], reply.Body);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    public async Task Json_Answered_IsProtoJson(string contentType)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http2, "Say", contentType, """{"text":"hi","unknown":1}"""u8.ToArray());

        Assert.Equal("""{ "text": "hi" }""", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Json_EmptyBody_IsAnEmptyMessage()
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal("{ }", (await server.CallAsync(server.Http1, "Say", "application/json", [])).Text);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"text":1}""")]
    [InlineData("""{"text":"a"} x""")]
    [InlineData("""{"text":"\ud800"}""")]
    public async Task Json_Malformed_IsInvalidArgument(string json)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Say", "application/json", Encoding.UTF8.GetBytes(json));

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.StartsWith("""{"code":"invalid_argument","message":""", reply.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Fault_WithReasonAndParam_IsCodeMessageAndDetails()
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnSay = (_, _) => throw new RpcFaultException(RpcFault.InvalidArgument("No such text.", "text")) });

        var reply = await server.CallAsync(server.Http1, "Say", "application/proto", []);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("application/json", reply.Headers["content-type"]);
        Assert.Equal(
            """{"code":"invalid_argument","message":"No such text.","details":[{"type":"google.rpc.ErrorInfo","value":"Cg1JTlZBTElEX1ZBTFVFEgNycGMaDQoFcGFyYW0SBHRleHQ"},{"type":"google.rpc.BadRequest","value":"ChUKBHRleHQSDU5vIHN1Y2ggdGV4dC4"}]}""",
            reply.Text);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(StatusCode.Cancelled, 499, "canceled")]
    [InlineData(StatusCode.Unknown, 500, "unknown")]
    [InlineData(StatusCode.DeadlineExceeded, 504, "deadline_exceeded")]
    [InlineData(StatusCode.NotFound, 404, "not_found")]
    [InlineData(StatusCode.AlreadyExists, 409, "already_exists")]
    [InlineData(StatusCode.PermissionDenied, 403, "permission_denied")]
    [InlineData(StatusCode.ResourceExhausted, 429, "resource_exhausted")]
    [InlineData(StatusCode.FailedPrecondition, 400, "failed_precondition")]
    [InlineData(StatusCode.Aborted, 409, "aborted")]
    [InlineData(StatusCode.OutOfRange, 400, "out_of_range")]
    [InlineData(StatusCode.Unimplemented, 501, "unimplemented")]
    [InlineData(StatusCode.Internal, 500, "internal")]
    [InlineData(StatusCode.Unavailable, 503, "unavailable")]
    [InlineData(StatusCode.DataLoss, 500, "data_loss")]
    [InlineData(StatusCode.Unauthenticated, 401, "unauthenticated")]
    [InlineData((StatusCode)77, 500, "unknown")]
    public async Task Failure_EachCode_HasItsHttpStatusAndName(StatusCode code, int status, string name)
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnSay = (_, _) => throw new RpcException(new Status(code, "why")) });

        var reply = await server.CallAsync(server.Http1, "Say", "application/proto", []);

        Assert.Equal(status, (int)reply.Status);
        Assert.Equal($$"""{"code":"{{name}}","message":"why"}""", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Response_ThatCannotBeEncoded_IsAnInternalError()
    {
        // proto3 JSON as Protobuf writes it has no empty names, though a Struct may hold one.
        await using var server = await WireServer.StartAsync();

        var reply = await server.PostJsonAsync("/fastchat.wiretest.v1.ShapeService/EchoValue", """{"value":{"":1}}""");

        Assert.Equal(HttpStatusCode.InternalServerError, reply.Status);
        Assert.StartsWith("""{"code":"internal",""", reply.Text, StringComparison.Ordinal);
        Assert.Single(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Trailers_OfAnAnswer_AreHeadersWithPrefix()
    {
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnSay = (request, context) =>
            {
                context.ResponseTrailers.Add("x-cost", "3");
                context.ResponseTrailers.Add("x-raw-bin", [1, 2]);
                return Task.FromResult(request);
            },
        });

        var reply = await server.CallAsync(server.Http1, "Say", "application/proto", []);

        Assert.Equal(("3", "AQI"), (reply.Headers["trailer-x-cost"], reply.Headers["trailer-x-raw-bin"]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Gzip_BothWays_IsReadAndWritten()
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { CompressResponsesFrom = 10 });
        var message = Frames.Message(new string('x', 100));

        var reply = await server.CallAsync(server.Http1, "Say", "application/proto", Frames.Gzip(message), ("content-encoding", "gzip"), ("accept-encoding", "gzip"));

        Assert.Equal("gzip", reply.Headers["content-encoding"]);
        Assert.Equal(message, Frames.Gunzip(reply.Body));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Gzip_SentByACallerThatSaysNotWhatItTakes_IsAnswered()
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { CompressResponsesFrom = 10 });
        var message = Frames.Message(new string('x', 100));

        var reply = await server.CallAsync(server.Http1, "Say", "application/proto", Frames.Gzip(message), ("content-encoding", "gzip"));

        Assert.Equal(message, Frames.Gunzip(reply.Body));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Gzip_OfAnEmptyBody_IsNotExpanded()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Say", "application/proto", [], ("content-encoding", "gzip"));

        Assert.Equal((HttpStatusCode.OK, 0), (reply.Status, reply.Body.Length));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Compression_Unknown_IsUnimplementedAndSaysWhatIsRead()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Say", "application/proto", [1], ("content-encoding", "br"));

        Assert.Equal(HttpStatusCode.NotImplemented, reply.Status);
        Assert.StartsWith("""{"code":"unimplemented",""", reply.Text, StringComparison.Ordinal);
        Assert.Contains("gzip", reply.Text, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("1", HttpStatusCode.OK)]
    [InlineData("2", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task ProtocolVersion_OtherThan1_IsInvalidArgument(string version, HttpStatusCode status)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Say", "application/json", "{}"u8.ToArray(), ("connect-protocol-version", version));

        Assert.Equal(status, reply.Status);
        if (status != HttpStatusCode.OK) Assert.StartsWith("""{"code":"invalid_argument",""", reply.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Body_LargerThanTheLimit_IsRefused()
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { MaxReceiveMessageSize = 10 });

        var reply = await server.CallAsync(server.Http1, "Say", "application/proto", Frames.Message("123456789"));

        Assert.Equal(HttpStatusCode.TooManyRequests, reply.Status);
        Assert.Contains("\"resource_exhausted\"", reply.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Call_OfAStreamingMethod_Is415AndSaysWhatToSend()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.CallAsync(server.Http1, "Split", "application/proto", []);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, reply.Status);
        Assert.Equal("application/connect+proto", reply.Headers["accept-post"]);
        Assert.Contains("application/connect+proto", JsonElement.Parse(reply.Text).GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
