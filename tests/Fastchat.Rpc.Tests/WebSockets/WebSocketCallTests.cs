using System.Net;
using System.Net.WebSockets;
using System.Text;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest;
using Fastchat.Testing;
using Grpc.Core;

namespace Fastchat.Rpc.WebSockets;

public sealed class WebSocketCallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Duplex_Json_SpeaksFramesByteForByte()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        await socket.SendTextAsync("""{"text":"ö"}""");
        Assert.Equal([0x81, 13, .. "{\"text\":\"ö\"}"u8], await socket.ReadBytesAsync(15));
        await socket.SendTextAsync("""{"text":"b"}""");
        Assert.Equal([0x81, 12, .. "{\"text\":\"b\"}"u8], await socket.ReadBytesAsync(14));
        await socket.SendTextAsync("");

        // 1000 is 0x03e8.
        Assert.Equal([0x88, 2, 0x03, 0xe8], await socket.ReadBytesAsync(4));
        await socket.FinishAsync(1000);
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Duplex_Binary_SpeaksProtobufByteForByte()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        await socket.SendAsync(RawSocket.Binary, Frames.Message("a"));
        Assert.Equal([0x82, 3, .. Frames.Message("a")], await socket.ReadBytesAsync(5));

        // No bytes at all are a message: the empty one.
        await socket.SendAsync(RawSocket.Binary, []);
        Assert.Equal([0x82, 0], await socket.ReadBytesAsync(2));
        await socket.SendTextAsync("");
        Assert.Equal((1000, ""), await socket.ReadCloseAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Handshake_ServerHasAsManyAsItMay_IsUnavailable()
    {
        var options = new RpcOptions();
        await using var server = await PortServer.StartAsync([listen => listen.UseOnePort(options)], options, limits: kestrel => kestrel.Limits.MaxConcurrentUpgradedConnections = 0);
        using var request = new HttpRequestMessage(HttpMethod.Get, RawSocket.TextPath("Echo"));
        foreach (var (name, value) in new[] { ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Key", RawSocket.Key), ("Sec-WebSocket-Version", "13") }) request.Headers.Add(name, value);

        using var response = await server.Client(HttpVersion.Version11).SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("\"code\":\"too_many_websockets\"", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Sec-WebSocket-Accept"));
        Assert.Empty(server.Log.Lines);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Duplex_FrameworksClient_PingPongsOverBothVersionsOfHttp(bool http2)
    {
        await using var server = await WireServer.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(Subprotocols.Binary);
        socket.Options.HttpVersion = http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await socket.ConnectAsync(new Uri($"ws://server.test{RawSocket.TextPath("Echo")}"), http2 ? server.Http2 : server.Http1, Token);
        var buffer = new byte[64];

        Assert.Equal(Subprotocols.Binary, socket.SubProtocol);
        foreach (var text in new[] { "a", "b", "c" })
        {
            await socket.SendAsync(Frames.Message(text), WebSocketMessageType.Binary, endOfMessage: true, Token);
            var received = await socket.ReceiveAsync(buffer, Token);
            Assert.Equal((WebSocketMessageType.Binary, true), (received.MessageType, received.EndOfMessage));
            Assert.Equal(Frames.Message(text), buffer[..received.Count]);
        }

        await socket.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Text, endOfMessage: true, Token);
        var end = await socket.ReceiveAsync(buffer, Token);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.NormalClosure), (end.MessageType, end.CloseStatus));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Duplex_OverHttp2_AClientThatVanishesIsNoticed()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(new TextHandler { OnEcho = async (_, responses, context) => { await responses.WriteAsync(new Text()); await WaitAsync(context, cancelled); } });
        var (socket, _) = await ConnectHttp2Async(server);
        using (socket)
        {
            await socket.ReceiveAsync(new byte[64], Token);
            socket.Abort();
        }

        await cancelled.Task;
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Interceptor_RefusesOverHttp2_IsAPlainHttpError()
    {
        await using var server = await WireServer.StartAsync(null, null, new Doorkeeper());

        var (socket, failure) = await ConnectHttp2Async(server);

        using (socket) Assert.Equal((true, HttpStatusCode.Unauthorized), (failure is not null, socket.HttpStatusCode));
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServerStream_TheFirstMessageIsTheRequest()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Split"));

        await socket.SendTextAsync("""{"text":"a b"}""");

        Assert.Equal("""{"text":"a"}""", await socket.ReadTextAsync());
        Assert.Equal("""{"text":"b"}""", await socket.ReadTextAsync());
        Assert.Equal((1000, ""), await socket.ReadCloseAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServerStream_ASecondMessage_IsRefusedWhileTheServiceIsBusy()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(new TextHandler { OnSplit = async (request, responses, context) => { await responses.WriteAsync(request); await WaitAsync(context, cancelled); } });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Split"));

        await socket.SendTextAsync("{}");
        Assert.Equal("""{"text":""}""", await socket.ReadTextAsync());
        await socket.SendTextAsync("{}");

        Assert.Contains("takes one request message", await socket.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Equal(4012, (await socket.ReadCloseAsync()).Code);
        await cancelled.Task;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServerStream_NoMessage_IsUnimplemented()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Split"));

        await socket.SendTextAsync("");

        Assert.Contains("\"code\":\"missing_request\"", await socket.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Equal((4012, "The call carries no request message."), await socket.ReadCloseAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ClientStream_AnEmptyTextEndsTheRequests_OneResponseComes()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Join"));

        foreach (var text in new[] { """{"text":"a"}""", """{"text":"b"}""", "" }) await socket.SendTextAsync(text);

        Assert.Equal("""{"text":"a b"}""", await socket.ReadTextAsync());
        Assert.Equal(1000, (await socket.ReadCloseAsync()).Code);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task MessageAfterTheEndOfRequests_IsRefused()
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnEcho = async (_, _, context) => { await context.WriteResponseHeadersAsync([]); await WaitAsync(context); } });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        await socket.SendTextAsync("");
        await socket.SendTextAsync("{}");

        Assert.Contains("after the empty text", await socket.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Equal(4003, (await socket.ReadCloseAsync()).Code);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServiceFails_BeforeItReadsOrWrites_IsAPlainHttpError()
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnEcho = (_, _, _) => throw new RpcException(new Status(StatusCode.Unavailable, "The model is gone.")) });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        Assert.StartsWith("HTTP/1.1 503 ", socket.Head, StringComparison.Ordinal);
        Assert.Equal("""{"error":{"message":"The model is gone.","type":"server_error","param":null,"code":null}}""", await socket.ReadBodyAsync());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("rpc.json.v1", """{"error":{"message":"The model is gone.","type":"server_error","param":"model","code":"gone"},"metadata":{"a":["1","2"]}}""")]
    [InlineData("rpc.binary.v1", """{"error":{"message":"The model is gone.","type":"server_error","param":"model","code":"gone"},"metadata":{"a":["1","2"],"grpc-status-details-bin":["CA4SElRoZSBtb2RlbCBpcyBnb25l""")]
    public async Task ServiceFailsInTheMiddle_LastMessageTellsItInBothForms(string form, string last)
    {
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnEcho = async (_, responses, _) =>
            {
                await responses.WriteAsync(new Text { Text_ = "a" });
                throw new RpcFaultException(new RpcFault(StatusCode.Unavailable, "The model is gone.") { Reason = "GONE", Param = "model", Trailers = new Metadata { { "a", "1" }, { "a", "2" } } });
            },
        });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"), $"Sec-WebSocket-Protocol: {form}");

        var (opcode, payload) = await socket.ReadAsync();
        if (form == Subprotocols.Binary) Assert.Equal([RawSocket.Binary, .. Frames.Message("a")], [opcode, .. payload]);
        else Assert.Equal("""{"text":"a"}""", Encoding.UTF8.GetString(payload));
        Assert.StartsWith("\n" + last, await socket.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Equal((4014, "The model is gone."), await socket.ReadCloseAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Trailers_OfASuccess_AreTheLastMessage()
    {
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnEcho = async (_, _, context) =>
            {
                await context.WriteResponseHeadersAsync(new Metadata { { "early", "yes" } });
                context.ResponseTrailers.Add("late", "yes");
            },
        });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        Assert.Contains("\r\nearly: yes\r\n", socket.Head, StringComparison.Ordinal);
        Assert.Equal("\n{\"metadata\":{\"late\":[\"yes\"]}}", await socket.ReadTextAsync());
        Assert.Equal(1000, (await socket.ReadCloseAsync()).Code);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Interceptor_Refuses_BeforeTheHandshakeIsAccepted()
    {
        await using var server = await WireServer.StartAsync(null, null, new Doorkeeper());
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        Assert.StartsWith("HTTP/1.1 401 ", socket.Head, StringComparison.Ordinal);
        Assert.Contains("\r\nx-request-id: ", socket.Head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\"type\":\"authentication_error\"", await socket.ReadBodyAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Interceptor_KeyBySubprotocol_SeesAuthorizationAndNobodySeesTheOffer()
    {
        Metadata? seen = null;
        await using var server = await WireServer.StartAsync(
            new TextHandler { OnEcho = (_, _, context) => { seen = context.RequestHeaders; return Task.CompletedTask; } }, null, new Doorkeeper());
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"), "Sec-WebSocket-Protocol: rpc.bearer.b3Blbi1zZXNhbWU, rpc.json.v1");

        Assert.StartsWith("HTTP/1.1 101 ", socket.Head, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Protocol: rpc.json.v1\r\n", socket.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("b3Blbi1zZXNhbWU", socket.Head, StringComparison.Ordinal);
        Assert.Equal(1000, (await socket.ReadCloseAsync()).Code);
        Assert.Equal("Bearer open-sesame", seen!.GetValue("authorization"));
        Assert.DoesNotContain(seen, e => e.Key.StartsWith("sec-websocket", StringComparison.Ordinal));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(RawSocket.Text, "no json", 4003, "invalid_json")]
    [InlineData(RawSocket.Text, """{"text":7}""", 4003, "invalid_value")]
    [InlineData(RawSocket.Text, """{"text":"a"} {}""", 4003, "invalid_json")]
    [InlineData(RawSocket.Text, "[[[[[[[[[[[", 4003, "invalid_value")]
    [InlineData(RawSocket.Binary, "\x0a", 4003, "invalid_message")]
    public async Task BadMessage_IsATypedError(byte opcode, string payload, int code, string reason)
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        await socket.SendAsync(opcode, Encoding.UTF8.GetBytes(payload));

        Assert.Contains($"\"code\":\"{reason}\"", await socket.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Equal(code, (await socket.ReadCloseAsync()).Code);
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Json_NestsTooDeep_IsRefused()
    {
        await using var server = await WireServer.StartAsync(null, new RpcOptions { MaxJsonDepth = 3 });
        await using var socket = await RawSocket.OpenAsync(server, "/v1/follow/7");

        await socket.SendTextAsync("""{"filter":{"name":[[["x"]]]}}""");

        Assert.Equal(4003, (await socket.ReadCloseAfterErrorAsync()).Code);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("rpc.json.v1", RawSocket.Binary)]
    [InlineData("rpc.binary.v1", RawSocket.Text)]
    public async Task MessageOfTheOtherKind_Is1003(string form, byte opcode)
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"), $"Sec-WebSocket-Protocol: {form}");

        await socket.SendAsync(opcode, "{}"u8.ToArray());

        Assert.Contains("\"code\":\"wrong_message_kind\"", await socket.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Equal(1003, (await socket.ReadCloseAsync()).Code);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Deadline_Passes_ClosesWithItsCode()
    {
        var clock = new FakeClock();
        var started = new TaskCompletionSource<DateTime>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnEcho = async (requests, _, context) =>
                {
                    await requests.MoveNext(context.CancellationToken);
                    started.SetResult(context.Deadline);
                    await requests.MoveNext(context.CancellationToken);
                },
            },
            new RpcOptions { Clock = clock });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo") + "?rpc-timeout-ms=2000");
        await socket.SendTextAsync("{}");

        Assert.Equal(clock.GetUtcNow().AddSeconds(2).UtcDateTime, await started.Task);
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("\"code\":\"deadline_exceeded\"", await socket.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Equal(4004, (await socket.ReadCloseAsync()).Code);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("1&rpc-timeout-ms=2")]
    public async Task Deadline_Malformed_Is400(string value)
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, $"{RawSocket.TextPath("Echo")}?rpc-timeout-ms={value}");

        Assert.StartsWith("HTTP/1.1 400 ", socket.Head, StringComparison.Ordinal);
        Assert.Contains("\"param\":\"rpc-timeout-ms\"", await socket.ReadBodyAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Deadline_PassesWhileTheClientDoesNotRead_CutsTheCallOff()
    {
        var clock = new FakeClock();
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnEcho = async (_, responses, _) =>
                {
                    try
                    {
                        var write = responses.WriteAsync(new Text { Text_ = new string('x', 8 * 1024 * 1024) });
                        clock.Advance(TimeSpan.FromSeconds(5));
                        await write;
                    }
                    finally
                    {
                        left.SetResult();
                    }
                },
            },
            new RpcOptions { Clock = clock });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo") + "?rpc-timeout-ms=5000");

        await left.Task;

        // No close frame passes the data that waits: the connection ends without one.
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while ((await socket.ReadAsync()).Opcode != RawSocket.Close) continue;
        });
        Assert.Empty(server.Log.Lines);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ClientTakesNothing_ForTooLong_IsCutOff(bool http2)
    {
        var clock = new FakeClock();
        var left = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnEcho = async (_, responses, context) =>
                {
                    try
                    {
                        var write = responses.WriteAsync(new Text { Text_ = new string('x', 8 * 1024 * 1024) });
                        clock.Advance(TimeSpan.FromMinutes(2));
                        await write;
                    }
                    finally
                    {
                        left.SetResult(context.CancellationToken.IsCancellationRequested);
                    }
                },
            },
            new RpcOptions { Clock = clock, WebSocketPingInterval = TimeSpan.FromHours(1) });
        if (http2)
        {
            using var client = (await ConnectHttp2Async(server)).Socket;
            Assert.True(await left.Task);
            await Assert.ThrowsAsync<WebSocketException>(async () =>
            {
                while (true) await client.ReceiveAsync(new byte[64 * 1024].AsMemory(), Token);
            });
            await server.StopAsync(Token);
            Assert.Empty(server.Log.Lines);
            return;
        }

        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));
        Assert.True(await left.Task);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while ((await socket.ReadAsync()).Opcode != RawSocket.Close) continue;
        });
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServerStops_CallsEndBeforeTheHostsPatienceWith1001()
    {
        var clock = new FakeClock();
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(new TextHandler { OnEcho = async (_, responses, context) => { await responses.WriteAsync(new Text()); await WaitAsync(context, cancelled); } }, new RpcOptions { Clock = clock, WebSocketPingInterval = TimeSpan.FromMinutes(1) });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));
        Assert.Equal("""{"text":""}""", await socket.ReadTextAsync());

        server.Stop();

        // Four fifths of the host's thirty seconds.
        clock.Advance(TimeSpan.FromSeconds(23.9));
        Assert.False(cancelled.Task.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Contains("\"code\":\"shutting_down\"", await socket.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Equal((1001, "The server is shutting down."), await socket.ReadCloseAsync());
        await cancelled.Task;
        await socket.FinishAsync(1001);
        Assert.Empty(server.Log.Lines);
    }

    private static async Task<(ClientWebSocket Socket, WebSocketException? Failure)> ConnectHttp2Async(WireServer server)
    {
        var socket = new ClientWebSocket { Options = { HttpVersion = HttpVersion.Version20, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact, CollectHttpResponseDetails = true } };
        try
        {
            await socket.ConnectAsync(new Uri($"ws://server.test{RawSocket.TextPath("Echo")}"), server.Http2, Token);
            return (socket, null);
        }
        catch (WebSocketException e)
        {
            return (socket, e);
        }
    }

    private static async Task WaitAsync(ServerCallContext context, TaskCompletionSource? cancelled = null)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        finally
        {
            cancelled?.SetResult();
        }
    }

    private sealed class Doorkeeper : CallInterceptor
    {
        public override Task InterceptAsync(ServerCall call, CallHandler next) =>
            call.Header("authorization") == "Bearer open-sesame" ? next(call) : throw new RpcException(new Status(StatusCode.Unauthenticated, "Who are you?"));
    }
}
