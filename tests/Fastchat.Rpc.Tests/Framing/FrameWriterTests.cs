using System.Buffers;
using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Framing;

public sealed class FrameWriterTests
{
    [Fact]
    public void Write_Message_WritesFlagLengthAndMessage()
    {
        var output = new ArrayBufferWriter<byte>();

        FrameWriter.Write(output, new Text { Text_ = "hi" }, ProtoCodec.Instance, compression: null);

        Assert.Equal([0, 0, 0, 0, 4, 0x0a, 2, (byte)'h', (byte)'i'], output.WrittenSpan.ToArray());
    }

    [Theory]
    [InlineData(3500)]
    [InlineData(3584)]
    [InlineData(70_000)]
    public void Write_LongMessage_WritesOneFrameOfItsLength(int length)
    {
        var output = new ArrayBufferWriter<byte>();
        var message = new Text { Text_ = new string('x', length) };

        FrameWriter.Write(output, message, ProtoCodec.Instance, compression: null);

        var frame = Assert.Single(Frames.Split(output.WrittenSpan.ToArray()));
        Assert.Equal(message, Text.Parser.ParseFrom(frame.Payload));
    }

    [Fact]
    public void Write_Compressed_SetsTheFlagAndGzipsTheMessage()
    {
        var output = new ArrayBufferWriter<byte>();

        FrameWriter.Write(output, new Text { Text_ = "hi" }, ProtoCodec.Instance, Compression.Find("gzip"));

        var (flags, payload) = Assert.Single(Frames.Split(output.WrittenSpan.ToArray()));
        Assert.Equal(1, flags);
        Assert.Equal(Frames.Message("hi"), Frames.Gunzip(payload));
    }

    [Fact]
    public void Write_JsonCodec_WritesJsonInTheFrame()
    {
        var output = new ArrayBufferWriter<byte>();

        FrameWriter.Write(output, new Text { Text_ = "hi" }, ProtoJsonCodec.Instance, compression: null);

        Assert.Equal("""{ "text": "hi" }"""u8.ToArray(), Assert.Single(Frames.Split(output.WrittenSpan.ToArray())).Payload);
    }
}
