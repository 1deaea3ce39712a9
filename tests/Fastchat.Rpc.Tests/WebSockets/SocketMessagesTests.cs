namespace Fastchat.Rpc.WebSockets;

public sealed class SocketMessagesTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task PathAndQuery_BindIntoTheFirstRequestOnly()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, "/v1/follow/a%20b?limit=7&tags=x&tags=y&filter.name=n&secret=s&unknown=1");

        await socket.SendTextAsync("""{"flag":true}""");
        Assert.StartsWith("""{"method":"Follow","request":{"id":"a b","path":"","tags":["x","y"],"filter":{"name":"n","score":0},"limit":7,"flag":true,""", await socket.ReadTextAsync(), StringComparison.Ordinal);
        await socket.SendTextAsync("""{"id":"c"}""");
        Assert.StartsWith("""{"method":"Follow","request":{"id":"c","path":"","tags":[],""", await socket.ReadTextAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Query_DoesNotFit_IsATypedError()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, "/v1/follow/7?limit=many");

        await socket.SendTextAsync("{}");

        var (code, error) = await socket.ReadCloseAfterErrorAsync();
        Assert.Equal(4003, code);
        Assert.Contains("\"param\":\"limit\"", error, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task BodyFields_AreWhatJsonMessagesAre()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, "/v1/converse");

        await socket.SendTextAsync("""{"prompt":"ö"}""");

        Assert.Equal("""{"type":"text.delta","data":{"text":"ö"},"sequence":0}""", await socket.ReadTextAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task BodyFields_DoNotChangeBinaryMessages()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, "/v1/converse");
        var request = new WireTest.AnswerRequest { Params = new WireTest.AnswerParams { Prompt = "a" } };

        await socket.SendAsync(RawSocket.Binary, [0x0a, 3, 0x0a, 1, (byte)'a']);

        var response = WireTest.AnswerResponse.Parser.ParseFrom((await socket.ReadAsync()).Payload);
        Assert.Equal(request.Params.Prompt, response.Event.Delta.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServiceSpeaksFirst_SpeaksJson()
    {
        await using var server = await WireServer.StartAsync(new Services.TextHandler { OnEcho = (_, responses, _) => responses.WriteAsync(new WireTest.Text { Text_ = "hello" }) });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        Assert.Equal("""{"text":"hello"}""", await socket.ReadTextAsync());
    }
}
