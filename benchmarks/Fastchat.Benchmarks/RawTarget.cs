using Fastchat.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fastchat.Benchmarks;

/// <summary>
/// The ceiling: Kestrel and nothing else, writing the bytes it is sent so many times, as fast as it can. It flushes at
/// 16 KB as Fastchat does when tokens are ready, or after each message when asked to.
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
        app.Run(WriteAsync);
        await app.StartAsync();
        await Meter.ServeAsync(new Uri(app.Urls.First()));
        return 0;
    }

    private static async Task WriteAsync(HttpContext http)
    {
        var count = int.Parse(http.Request.Query["count"]!, System.Globalization.CultureInfo.InvariantCulture);
        var each = http.Request.Query["flush"] == "each";
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var message = body.ToArray();
        http.Response.ContentType = http.Request.ContentType;
        await http.Response.StartAsync();
        var output = http.Response.BodyWriter;
        var unflushed = 0;
        for (var i = 0; i < count; i++)
        {
            message.CopyTo(output.GetSpan(message.Length));
            output.Advance(message.Length);
            unflushed += message.Length;
            if (!each && unflushed < FlushThreshold) continue;
            await output.FlushAsync();
            unflushed = 0;
        }

        if (http.Response.SupportsTrailers()) http.Response.AppendTrailer("grpc-status", "0");
    }
}
