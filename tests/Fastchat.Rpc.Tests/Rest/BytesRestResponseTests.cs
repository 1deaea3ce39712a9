using System.Net;
using Fastchat.Testing;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Rpc.Rest;

public sealed class BytesRestResponseTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Download_Whole_IsTheBytesWithTheirHeaders()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, "/v1/blobs/7/content");

        var once = Enumerable.Range(0, 256).Select(b => (byte)b);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(once.Concat(once), reply.Body);
        Assert.Equal(("text/html", "512", "nosniff"), (reply.Headers["content-type"], reply.Headers["content-length"], reply.Headers["x-content-type-options"]));
        Assert.StartsWith("attachment;", reply.Headers["content-disposition"], StringComparison.Ordinal);
        Assert.Contains("filename*=UTF-8''sch%C3%B6n.bin", reply.Headers["content-disposition"], StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("text/plain; charset=\u00fc")]
    [InlineData("text/plain\r\nx-other: 1")]
    [InlineData("no type")]
    public async Task Download_TypeThatIsNone_IsBytesOfAnUnknownType(string type)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, "/v1/blobs/typed%20" + Uri.EscapeDataString(type) + "/content");

        Assert.Equal((HttpStatusCode.OK, 512, "application/octet-stream"), (reply.Status, reply.Body.Length, reply.Headers["content-type"]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Download_FailsBeforeTheFirstByte_IsAnError()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Get, "/v1/blobs/missing/content");

        Assert.Equal(HttpStatusCode.NotFound, reply.Status);
        Assert.Equal("""{"error":{"message":"There is no such blob.","type":"invalid_request_error","param":null,"code":null}}""", reply.Text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Download_ServiceSendsHeadersFirst_StillSaysWhatItIs()
    {
        await using var server = await WireServer.StartAsync(new RpcOptions(), services => services.AddRpcService<HeadersFirst>());

        var reply = await server.SendAsync(HttpMethod.Get, "/v1/blobs/7/content");

        Assert.Equal(("text/html", "nosniff", "1"), (reply.Headers["content-type"], reply.Headers["x-content-type-options"], reply.Headers["x-first"]));
        Assert.StartsWith("attachment", reply.Headers["content-disposition"], StringComparison.Ordinal);
    }

    private sealed class HeadersFirst : WireTest.BlobService.BlobServiceBase
    {
        public override async Task Download(WireTest.DownloadRequest request, IServerStreamWriter<WireTest.DownloadResponse> responseStream, ServerCallContext context)
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "x-first", "1" } });
            await responseStream.WriteAsync(new WireTest.DownloadResponse { ContentType = "text/html", Length = 1, Data = ByteString.CopyFrom(1) });
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Download_FailsInTheMiddle_BreaksOff()
    {
        await using var server = await WireServer.StartAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => server.SendAsync(HttpMethod.Get, "/v1/blobs/broken/content"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Download_CallerTakesNothing_IsCutOffAfterAWhile()
    {
        var clock = new FakeClock();
        var handler = new LargeBlobHandler(clock);
        await using var server = await WireServer.StartAsync(new RpcOptions { Clock = clock }, services => services.AddRpcService<LargeBlobHandler>().AddSingleton(handler));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/blobs/7/content") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await server.Http2.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        await handler.Left.Task;

        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(8, Assert.IsType<HttpProtocolException>(error.GetBaseException()).ErrorCode);
        Assert.Empty(server.Log.Lines);
    }

    private sealed class LargeBlobHandler(FakeClock clock) : WireTest.BlobService.BlobServiceBase
    {
        public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task Download(WireTest.DownloadRequest request, IServerStreamWriter<WireTest.DownloadResponse> responseStream, ServerCallContext context)
        {
            try
            {
                await responseStream.WriteAsync(new WireTest.DownloadResponse { Length = 1 + 8 * 1024 * 1024, Data = ByteString.CopyFrom(1) });
                var write = responseStream.WriteAsync(new WireTest.DownloadResponse { Data = ByteString.CopyFrom(new byte[8 * 1024 * 1024]) });
                clock.Advance(TimeSpan.FromMinutes(2));
                await write;
            }
            finally
            {
                Left.SetResult();
            }
        }
    }
}
