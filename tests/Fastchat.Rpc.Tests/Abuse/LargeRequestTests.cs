using System.IO.Compression;
using System.Net;
using System.Text;
using Fastchat.Rpc.Http2;
using static Fastchat.Rpc.Http2.CaseFrames;
using static Fastchat.Rpc.Http2.Http2Frame;

namespace Fastchat.Rpc.Abuse;

[Collection(AbuseCollection.Name)]
public sealed class LargeRequestTests
{
    private const int Megabyte = 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limits.Test)]
    [InlineData(1, 40_000)]
    [InlineData(200, 10)]
    public async Task Metadata_BeyondTheLimit_IsRefused(int count, int length)
    {
        await using var server = await AbuseServer.StartAsync();
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/say") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            for (var i = 0; i < count; i++) request.Headers.Add($"x-filler-{i}", new string('x', length));

            var status = await server.Client(version).SendAsync(request, Token).ContinueWith(t => t.IsCompletedSuccessfully ? t.GetAwaiter().GetResult().StatusCode : 0, TaskScheduler.Default);

            // HTTP/2 may end the stream or the connection instead.
            Assert.Contains(status, version == HttpVersion.Version11 ? [HttpStatusCode.RequestHeaderFieldsTooLarge] : new HttpStatusCode[] { HttpStatusCode.RequestHeaderFieldsTooLarge, 0 });
        }

        await server.DuringAsync(() => Task.CompletedTask);
        server.AssertHeld(16 * Megabyte);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("/fastchat.wiretest.v1.TextService/Say", "application/grpc", "grpc-encoding", "8")]
    [InlineData("/fastchat.wiretest.v1.TextService/Say", "application/proto", "Content-Encoding", "429")]
    [InlineData("/v1/say", "application/json", "Content-Encoding", "413")]
    public async Task Bomb_OfZeros_IsRefusedBeforeItHasGrown(string path, string type, string header, string expected)
    {
        var bomb = Bomb(AbuseServer.Size(256, 1024));
        await using var server = await AbuseServer.StartAsync();
        await server.DuringAsync(async () =>
        {
            using var content = WireServer.Bytes(type == "application/grpc" ? Frames.Frame(1, bomb) : bomb, type);
            content.Headers.TryAddWithoutValidation(header, "gzip");
            using var response = await server.Client(HttpVersion.Version20).PostAsync(path, content, Token);
            await response.Content.ReadAsByteArrayAsync(Token);

            var status = response.Headers.Concat(response.TrailingHeaders).FirstOrDefault(h => h.Key == "grpc-status").Value?.Single();
            Assert.Equal(expected, status ?? ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        });

        server.AssertAllocated(224L * Megabyte);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/say", '[')]
    [InlineData("/fastchat.wiretest.v1.TextService/Say", '[')]
    [InlineData("/v1/say", '{')]
    [InlineData("/fastchat.wiretest.v1.TextService/Say", '{')]
    public async Task Json_OfAHundredThousandLevels_IsTheCallersMistake(string path, char opening)
    {
        await using var server = await AbuseServer.StartAsync();
        var deep = opening == '[' ? new string('[', 100_000) : string.Concat(Enumerable.Repeat("{\"a\":", 100_000));
        await server.DuringAsync(async () =>
        {
            using var content = WireServer.Bytes(Encoding.ASCII.GetBytes("{\"text\":" + deep), "application/json");
            using var response = await server.Client(HttpVersion.Version11).PostAsync(path, content, Token);

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        });
    }

    [Fact(Timeout = Limits.Test)]
    public async Task LengthOfFourGigabytes_IsRefusedByItsHeader()
    {
        await using var server = await AbuseServer.StartAsync();
        await server.DuringAsync(async () =>
        {
            await using var attacker = await Http2Client.OpenAsync(await server.ConnectAsync());
            await attacker.WriteAsync(Headers(1, EndHeaders, (":method", "POST"), (":scheme", "http"), (":path", "/fastchat.wiretest.v1.TextService/Say"), (":authority", "x"), ("content-type", "application/grpc"), ("te", "trailers")));
            await attacker.WriteAsync(Send(1, 0, 0, 255, 255, 255, 255, 1));

            Http2Frame? frame;
            do frame = await attacker.ReadAsync();
            while (frame is not (null or { Type: Http2Frame.Headers }));
            var head = Encoding.Latin1.GetString(Assert.IsType<Http2Frame>(frame).Payload);
            Assert.Contains("grpc-status\u00018", head, StringComparison.Ordinal);
        });

        server.AssertHeld(16 * Megabyte);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("/fastchat.wiretest.v1.TextService/Say", "application/proto", 4, 429)]
    [InlineData("/v1/say", "application/json", 32, 413)]
    public async Task BodyWithoutEnd_IsRefusedAtTheLimit(string path, string type, int limit, int status)
    {
        await using var server = await AbuseServer.StartAsync();
        await server.DuringAsync(async () =>
        {
            await using var attacker = await server.ConnectAsync();
            await attacker.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n"), Token);
            var answer = new byte[12];
            var answered = attacker.ReadExactlyAsync(answer, Token).AsTask();
            byte[] chunk = [.. "10000\r\n"u8, .. new byte[65536], .. "\r\n"u8];
            try
            {
                // A megabyte beyond the limit and not a byte more: the answer must come although the body goes on.
                for (var sent = 0L; sent < (limit + 1) * (long)Megabyte; sent += chunk.Length)
                {
                    Assert.False(answered.IsCompleted && sent < limit * (long)Megabyte);
                    await attacker.WriteAsync(chunk, Token);
                }
            }
            catch (IOException)
            {
                // It hung up behind its answer.
            }

            await answered;
            Assert.Equal($"HTTP/1.1 {status}", Encoding.ASCII.GetString(answer));
        });

        // Kestrel's pool keeps the blocks that the body lay in.
        server.AssertHeld((limit + 16) * (long)Megabyte);
    }

    private static byte[] Bomb(int megabytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal))
        {
            var zeros = new byte[Megabyte];
            for (var i = 0; i < megabytes; i++) gzip.Write(zeros);
        }

        return output.ToArray();
    }
}
