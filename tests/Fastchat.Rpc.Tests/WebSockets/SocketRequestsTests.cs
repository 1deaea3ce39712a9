using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.WebSockets;

public sealed class SocketRequestsTests
{
    // One that reads on after a message that cannot be read.
    private static TextHandler Patient => new()
    {
        OnEcho = async (requests, responses, context) =>
        {
            while (true)
            {
                try
                {
                    if (!await requests.MoveNext(context.CancellationToken)) return;
                    await responses.WriteAsync(requests.Current);
                }
                catch (UnreadableMessageException e)
                {
                    await responses.WriteAsync(new Text { Text_ = $"{e.Fault.Reason} {e.Fault.Param}" });
                }
            }
        },
    };

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"text":7}""", "INVALID_VALUE text")]
    [InlineData("""{"text":""", "INVALID_JSON ")]
    public async Task Message_ThatCannotBeRead_EndsNothingWhereTheServiceReadsOn(string wrong, string told)
    {
        await using var server = await WireServer.StartAsync(Patient);
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        await socket.SendTextAsync(wrong);
        await socket.SendTextAsync("""{"text":"a"}""");

        Assert.Equal($$"""{"text":"{{told}}"}""", await socket.ReadTextAsync());
        Assert.Equal("""{"text":"a"}""", await socket.ReadTextAsync());
        await socket.SendTextAsync("");
        Assert.Equal((1000, ""), await socket.ReadCloseAsync());
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Message_ThatCannotBeRead_EndsTheCallWhereTheServiceDoesNot()
    {
        await using var server = await WireServer.StartAsync();
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        await socket.SendTextAsync("""{"text":7}""");
        await socket.SendTextAsync("""{"text":"a"}""");

        var (code, error) = await socket.ReadCloseAfterErrorAsync();
        Assert.Equal(4003, code);
        Assert.Contains("\"param\":\"text\"", error, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(RawSocket.Text, 100, 1009)]
    [InlineData(RawSocket.Binary, 3, 1003)]
    public async Task Message_TooLargeOrOfTheOtherKind_EndsTheCallWhateverTheServiceDoes(byte kind, int length, int code)
    {
        await using var server = await WireServer.StartAsync(Patient, new RpcOptions { MaxReceiveMessageSize = 50 });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"), "Sec-WebSocket-Protocol: rpc.json.v1");

        await socket.SendAsync(kind, new byte[length]);

        Assert.Equal(code, (await socket.ReadCloseAfterErrorAsync()).Code);
    }
}
