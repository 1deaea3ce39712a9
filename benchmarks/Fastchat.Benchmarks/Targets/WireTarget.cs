using Fastchat.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Fastchat.Benchmarks.Targets;

/// <summary>The wire and nothing behind it: services that answer at once.</summary>
internal static class WireTarget
{
    public static async Task<int> RunAsync()
    {
        var options = new RpcOptions();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRpc(options).AddRpcService<BenchHandler>().AddRpcService<ChunkHandler>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseRpcLimits();
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseOnePort(options));
        });
        await using var app = builder.Build();
        app.UseRpc();
        await app.StartAsync();
        await Meter.ServeAsync(new Uri(app.Urls.First()));
        return 0;
    }
}
