using System.Buffers;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Rpc.Framing;

public sealed class CompressionTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("identity")]
    public void Find_Identity_IsNoCompression(string? name) => Assert.Null(Compression.Find(name));

    [Fact]
    public void Find_UnknownName_IsUnimplementedAndNamesWhatIsKnown()
    {
        var fault = Assert.Throws<RpcFaultException>(() => Compression.Find("br")).Fault;

        Assert.Equal(StatusCode.Unimplemented, fault.Code);
        Assert.Contains("identity,gzip,deflate", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("identity, gzip", "gzip")]
    [InlineData("identity,deflate,gzip", "gzip")]
    [InlineData("identity,deflate", "deflate")]
    [InlineData("identity", null)]
    [InlineData("xgzip", null)]
    [InlineData(null, null)]
    public void Choose_Accepted_IsGzipOrElseDeflate(string? accepted, string? chosen) => Assert.Equal(chosen, Compression.Choose(accepted)?.Name);

    [Theory]
    [InlineData("gzip", "1f8b08000000000000ff03000000000000000000")]
    [InlineData("deflate", "7801030000000001")]
    public void Compress_NoBytes_IsAWholeStreamAllTheSame(string name, string expected)
    {
        var compressed = Compression.Find(name)!.Compress([]);

        Assert.Equal(expected, Convert.ToHexStringLower(compressed));
        Assert.True(Compression.Find(name)!.Decompress(new ReadOnlySequence<byte>(compressed), 10).IsEmpty);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public void Decompress_Bomb_StopsAtTheLimit(string name)
    {
        var bomb = new byte[50_000_000];
        var message = new ReadOnlySequence<byte>(name == "gzip" ? Frames.Gzip(bomb) : Frames.Zlib(bomb));
        var compression = Compression.Find(name)!;
        var before = GC.GetAllocatedBytesForCurrentThread();

        var fault = Assert.Throws<RpcFaultException>(() => compression.Decompress(message, limit: 10_000)).Fault;

        Assert.Equal(StatusCode.ResourceExhausted, fault.Code);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact]
    public void Decompress_ExactlyTheLimit_IsTaken()
    {
        var message = new byte[10_000];

        Assert.Equal(message, Compression.Find("gzip")!.Decompress(new ReadOnlySequence<byte>(Frames.Gzip(message)), message.Length).ToArray());
    }

    // RFC 1950, section 2.2: FDICT is set, and no dictionary was agreed on.
    [Fact]
    public void Decompress_ADictionaryIsAskedFor_IsRefused()
    {
        var fault = Assert.Throws<RpcFaultException>(() => Compression.Find("deflate")!.Decompress(new ReadOnlySequence<byte>([0x78, 0x20, 0, 0, 0, 0]), 100)).Fault;

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_MESSAGE"), (fault.Code, fault.Reason));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public void Decompress_Garbage_IsRefused(string name)
    {
        var fault = Assert.Throws<RpcFaultException>(() => Compression.Find(name)!.Decompress(new ReadOnlySequence<byte>([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), 100)).Fault;

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_MESSAGE"), (fault.Code, fault.Reason));
    }
}
