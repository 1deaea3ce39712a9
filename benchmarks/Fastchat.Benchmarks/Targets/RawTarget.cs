using System.Buffers;
using System.Globalization;
using Fastchat.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fastchat.Benchmarks.Targets;

/// <summary>
/// The ceiling: Kestrel and nothing else, writing the bytes it is sent so many times. It flushes at 16 KB, as Fastchat
/// does when tokens are ready, or after each message when asked to; it sends trailers when asked to.
/// </summary>
internal static class RawTarget
{
    private const int FlushThreshold = 16 * 1024;

    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseRpcLimits();
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseOnePort(new RpcOptions()));
        });
        await using var app = builder.Build();
        app.Run(http => http.Request.Path == "/echo" ? EchoAsync(http) : WriteAsync(http));
        await app.StartAsync();
        await Meter.ServeAsync(new Uri(app.Urls.First()));
        return 0;
    }

    private static async Task EchoAsync(HttpContext http)
    {
        var body = await ReadAsync(http.Request);
        http.Response.ContentType = http.Request.ContentType;
        body.CopyTo(http.Response.BodyWriter.GetMemory(body.Length));
        http.Response.BodyWriter.Advance(body.Length);
        if (http.Request.Query.ContainsKey("trailers")) http.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task WriteAsync(HttpContext http)
    {
        var count = int.Parse(http.Request.Query["count"]!, CultureInfo.InvariantCulture);
        var interval = int.Parse(http.Request.Query["interval"]!, CultureInfo.InvariantCulture);
        var each = http.Request.Query["flush"] == "each";
        var message = await ReadAsync(http.Request);
        http.Response.ContentType = http.Request.ContentType;
        await http.Response.StartAsync();
        var output = http.Response.BodyWriter;
        var unflushed = 0;
        await foreach (var piece in Repeat.Async(message, count, interval))
        {
            piece.CopyTo(output.GetSpan(piece.Length));
            output.Advance(piece.Length);
            unflushed += piece.Length;
            if (!each && unflushed < FlushThreshold) continue;
            await output.FlushAsync();
            unflushed = 0;
        }

        if (http.Response.SupportsTrailers()) http.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        while (true)
        {
            var result = await request.BodyReader.ReadAsync();
            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                request.BodyReader.AdvanceTo(result.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
