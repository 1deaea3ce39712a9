using System.Collections.Concurrent;
using System.IO.Compression;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Client.Tests;

public sealed class CompressionTests
{
    private static readonly string Text = new('x', 100);

    [Theory(Timeout = Limits.Test)]
    [InlineData("gzip", null)]
    [InlineData("deflate", null)]
    [InlineData(null, "gzip")]
    [InlineData("gzip", "deflate")]
    public async Task Request_CompressionAskedFor_IsCompressed(string? ofChannel, string? ofCall)
    {
        var seen = new ConcurrentQueue<string>();
        await using var server = await RawServer.StartAsync(EchoWhatIsCompressed(seen), new RpcChannelOptions { RequestCompression = ofChannel });
        var headers = new Metadata();
        if (ofCall is not null) headers.Add("grpc-internal-encoding-request", ofCall);

        await server.Client.Unary(Text, new CallOptions(headers));
        using var stream = server.Client.ClientStream(new CallOptions(headers));
        await stream.RequestStream.WriteAsync(TextClient.Of(Text), TestContext.Current.CancellationToken);
        await stream.RequestStream.CompleteAsync();
        await stream;

        var expected = $"{ofCall ?? ofChannel} 1 {Text}";
        Assert.Equal([expected, expected], seen);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_CallOrMessageAsksForPlain_IsPlain(bool byFlag)
    {
        var seen = new ConcurrentQueue<string>();
        await using var server = await RawServer.StartAsync(EchoWhatIsCompressed(seen), new RpcChannelOptions { RequestCompression = "gzip" });
        var options = byFlag
            ? new CallOptions(writeOptions: new WriteOptions(WriteFlags.NoCompress))
            : new CallOptions(new Metadata { { "grpc-internal-encoding-request", "identity" } });

        await server.Client.Unary("hi", options);

        Assert.Equal([byFlag ? "gzip 0 hi" : " 0 hi"], seen);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Request_UnknownCompression_IsRefused()
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync(["ok"]));
        var options = new CallOptions(new Metadata { { "grpc-internal-encoding-request", "br" } });

        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi", options).ResponseAsync)).StatusCode);
        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => server.Client.ClientStream(options).ResponseAsync)).StatusCode);
        Assert.Throws<ArgumentException>(() => RpcChannel.ForAddress("http://127.0.0.1:1", new RpcChannelOptions { RequestCompression = "br" }));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Request_LimitOfBytes_HoldsBeforeCompression()
    {
        await using var server = await RawServer.StartAsync(
            http => http.Response.AnswerAsync(["ok"]), new RpcChannelOptions { RequestCompression = "gzip", MaxSendMessageSize = 50 });

        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary(Text).ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Response_Deflate_IsRead()
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            http.Response.Headers["grpc-encoding"] = "deflate";
            await http.Response.BeginGrpcAsync();
            using var compressed = new MemoryStream();
            using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal)) zlib.Write(GrpcBytes.Message("packed"));
            await http.Response.SendAsync([1, 0, 0, 0, (byte)compressed.ToArray().Length, .. compressed.ToArray()]);
            http.Response.AppendTrailer("grpc-status", "0");
        });

        Assert.Equal("packed", (await server.Client.Unary("hi")).Value);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("gzip", 1)]
    [InlineData("gzip", 10)]
    [InlineData("deflate", 1)]
    [InlineData("deflate", 6)]
    public async Task Response_CompressedMessageIsCutShort_IsAFailure(string encoding, int cut)
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            http.Response.Headers["grpc-encoding"] = encoding;
            await http.Response.BeginGrpcAsync();
            using var compressed = new MemoryStream();
            await using (Stream packing = encoding == "gzip" ? new GZipStream(compressed, CompressionLevel.Optimal) : new ZLibStream(compressed, CompressionLevel.Optimal)) packing.Write(GrpcBytes.Message("packed"));
            var whole = compressed.ToArray();
            await http.Response.SendAsync([1, 0, 0, 0, (byte)(whole.Length - cut), .. whole[..^cut]]);
            http.Response.AppendTrailer("grpc-status", "0");
        });

        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Request_Empty_IsSentPlain()
    {
        var frames = new ConcurrentQueue<byte[]>();
        await using var server = await RawServer.StartAsync(
            async http =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                frames.Enqueue(body.ToArray());
                await http.Response.AnswerAsync(["ok"]);
            },
            new RpcChannelOptions { RequestCompression = "gzip" });

        await server.Client.Unary("");

        Assert.Equal([new byte[5]], frames);
    }

    private static RequestDelegate EchoWhatIsCompressed(ConcurrentQueue<string> seen) => async http =>
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var frame = body.ToArray();
        var encoding = http.Request.Headers["grpc-encoding"].ToString();
        using Stream payload = (frame[0], encoding) switch
        {
            (1, "gzip") => new GZipStream(new MemoryStream(frame[5..]), CompressionMode.Decompress),
            (1, "deflate") => new ZLibStream(new MemoryStream(frame[5..]), CompressionMode.Decompress),
            _ => new MemoryStream(frame[5..]),
        };
        using var reader = new StreamReader(payload);
        seen.Enqueue($"{encoding} {frame[0]} {(await reader.ReadToEndAsync())[2..]}");
        await http.Response.AnswerAsync(["ok"]);
    };
}
