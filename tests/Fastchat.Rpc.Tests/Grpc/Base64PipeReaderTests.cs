using System.IO.Pipelines;
using System.Text;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Grpc;

public sealed class Base64PipeReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task ReadAsync_EachMessagePaddedByItself_GivesAllMessages()
    {
        // 8, 9 and 10 bytes: one, no and two characters of padding, in the middle of the body.
        var body = string.Concat(new[] { "a", "bb", "ccc" }.Select(t => Convert.ToBase64String(Frames.Texts(t))));
        Assert.Equal(2, body.TrimEnd('=').Split('=').Length);

        Assert.Equal(["a", "bb", "ccc"], await ReadAllAsync(body, body.Length));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ReadAsync_SplitAtEveryCharacter_GivesAllMessages()
    {
        var body = string.Concat(new[] { "a", "bb", "ccc" }.Select(t => Convert.ToBase64String(Frames.Texts(t))));
        for (var split = 0; split <= body.Length; split++) Assert.Equal(["a", "bb", "ccc"], await ReadAllAsync(body, split));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("AAAA!AAA")]
    [InlineData("AAAAA")]
    [InlineData("=AAA")]
    [InlineData("AA=A")]
    public async Task ReadAsync_NotBase64_IsRefused(string body)
    {
        var refused = await Assert.ThrowsAsync<RpcFaultException>(() => ReadAllAsync(body, body.Length));

        Assert.Equal("INVALID_MESSAGE", refused.Fault.Reason);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ReadAsync_SenderIsAlwaysAPartAhead_KeepsOnlyWhatIsUnread()
    {
        var pipe = new Pipe();
        var reader = new Base64PipeReader(pipe.Reader);
        for (var i = 0; i < 5000; i++)
        {
            await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(Convert.ToBase64String(new byte[30])), Token);
            var read = await reader.ReadAsync(Token);
            Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(read.Buffer.First, out var kept));
            Assert.InRange(kept.Array!.Length, 0, 4096);
            reader.AdvanceTo(read.Buffer.GetPosition(read.Buffer.Length - 1), read.Buffer.End);
        }
    }

    private static async Task<List<string>> ReadAllAsync(string body, int split)
    {
        var pipe = new Pipe();
        var reader = new FrameReader(new Base64PipeReader(pipe.Reader), ProtoCodec.Instance, Text.Descriptor, null, 1000);
        var bytes = Encoding.ASCII.GetBytes(body);
        var reading = DrainAsync(reader);
        await pipe.Writer.WriteAsync(bytes.AsMemory(0, split), Token);
        await pipe.Writer.WriteAsync(bytes.AsMemory(split), Token);
        await pipe.Writer.CompleteAsync();
        return await reading;
    }

    private static async Task<List<string>> DrainAsync(FrameReader reader)
    {
        var texts = new List<string>();
        while (await reader.ReadAsync(Token) is Text message) texts.Add(message.Text_);
        return texts;
    }
}
