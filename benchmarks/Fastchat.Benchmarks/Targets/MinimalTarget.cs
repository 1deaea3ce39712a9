using Fastchat.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fastchat.Benchmarks.Targets;

/// <summary>What one would write by hand: a minimal API with source-generated JSON, on the same port.</summary>
internal static class MinimalTarget
{
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, EchoJson.Default));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseRpcLimits();
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseOnePort(new RpcOptions()));
        });
        await using var app = builder.Build();
        app.MapPost("/bench/echo", (EchoBody body) => new EchoBody(body.Text, body.Number, body.Tags));
        await app.StartAsync();
        await Meter.ServeAsync(new Uri(app.Urls.First()));
        return 0;
    }
}
