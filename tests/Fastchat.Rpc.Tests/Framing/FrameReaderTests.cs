using System.IO.Pipelines;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.WireTest;
using Grpc.Core;

namespace Fastchat.Rpc.Framing;

public sealed class FrameReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task ReadAsync_FramesSplitAtEveryByte_GivesTheSameMessages()
    {
        var bytes = Frames.Texts("first", "", "third");
        for (var split = 0; split <= bytes.Length; split++)
        {
            var pipe = new Pipe();
            var reading = ReadAllAsync(Reader(pipe.Reader));
            await pipe.Writer.WriteAsync(bytes.AsMemory(0, split), Token);
            await pipe.Writer.WriteAsync(bytes.AsMemory(split), Token);
            await pipe.Writer.CompleteAsync();

            Assert.Equal(["first", "", "third"], await reading);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ReadAsync_ByteAfterByte_GivesTheMessages()
    {
        var pipe = new Pipe();
        var reading = ReadAllAsync(Reader(pipe.Reader));
        foreach (var b in Frames.Texts("first", "second")) await pipe.Writer.WriteAsync(new[] { b }, Token);
        await pipe.Writer.CompleteAsync();

        Assert.Equal(["first", "second"], await reading);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ReadAsync_StreamBreaksOffAnywhereInsideAFrame_IsRefused()
    {
        var bytes = Frames.Texts("first");
        for (var length = 1; length < bytes.Length; length++)
        {
            var fault = await RefusedAsync(Reader(Closed(bytes[..length])));

            Assert.Equal((StatusCode.InvalidArgument, "INVALID_MESSAGE"), (fault.Code, fault.Reason));
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ReadAsync_HeaderStatesTooMuch_IsRefusedBeforeThePayloadComes()
    {
        // The pipe stays open and the payload never comes: only the header can have been the reason.
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[] { 0, 0, 0, 4, 1 }, Token);

        var fault = await RefusedAsync(Reader(pipe.Reader, limit: 1024));

        Assert.Equal((StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE"), (fault.Code, fault.Reason));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ReadAsync_HeaderStatesFourGigabytes_IsRefused()
    {
        var fault = await RefusedAsync(Reader(Closed([0, 255, 255, 255, 255])));

        Assert.Equal(StatusCode.ResourceExhausted, fault.Code);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task ReadAsync_CompressedFrame_GivesTheMessage(string name)
    {
        var message = Frames.Message("squeezed");
        var bytes = Frames.Frame(1, name == "gzip" ? Frames.Gzip(message) : Frames.Zlib(message));

        Assert.Equal(["squeezed", "plain"], await ReadAllAsync(Reader(Closed([.. bytes, .. Frames.Texts("plain")]), Compression.Find(name))));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ReadAsync_CompressedFrameThatNoHeaderAnnounced_IsRefused()
    {
        var fault = await RefusedAsync(Reader(Closed(Frames.Frame(1, Frames.Gzip(Frames.Message("x"))))));

        Assert.Equal(StatusCode.Internal, fault.Code);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ReadAsync_UnknownFlags_IsRefused()
    {
        var fault = await RefusedAsync(Reader(Closed(Frames.Frame(0x40, []))));

        Assert.Contains("0x40", fault.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ReadAsync_PayloadIsNoProtobuf_IsRefused()
    {
        var fault = await RefusedAsync(Reader(Closed(Frames.Frame(0, [0x0a, 0x7f]))));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_MESSAGE"), (fault.Code, fault.Reason));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ReadAsync_CallerResetsItsRequest_IsNoFailureOfTheServer()
    {
        var pipe = new Pipe();
        await pipe.Writer.CompleteAsync(new IOException("The client reset the request stream."));

        var fault = await RefusedAsync(Reader(pipe.Reader));

        Assert.Equal((StatusCode.Cancelled, "CANCELLED"), (fault.Code, fault.Reason));
    }

    private static FrameReader Reader(PipeReader input, Compression? compression = null, int limit = 4096) =>
        new(input, ProtoCodec.Instance, Text.Descriptor, compression, limit);

    private static PipeReader Closed(byte[] bytes) => PipeReader.Create(new MemoryStream(bytes));

    private static async Task<List<string>> ReadAllAsync(FrameReader reader)
    {
        var texts = new List<string>();
        while (await reader.ReadAsync(Token) is Text message) texts.Add(message.Text_);
        return texts;
    }

    private static async Task<RpcFault> RefusedAsync(FrameReader reader) =>
        (await Assert.ThrowsAsync<RpcFaultException>(async () => await reader.ReadAsync(Token))).Fault;
}
