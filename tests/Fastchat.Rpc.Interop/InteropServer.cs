using System.Net;
using Fastchat.Rpc.Health;
using Fastchat.Rpc.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fastchat.Rpc.Interop;

/// <summary>The server of gRPC's interoperability tests, in cleartext on a port of the machine's own.</summary>
internal sealed class InteropServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private InteropServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Starts it.</summary>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="patience">How long calls may take to end when it stops.</param>
    public static async Task<InteropServer> StartAsync(int port, TimeSpan patience)
    {
        var options = new RpcOptions { CompressResponsesFrom = 0 };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRpc(options).AddRpcService<TestHandler>().AddRpcInterceptor<DetailedFaults>().AddRpcHealth().AddRpcReflection();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = patience);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseRpcLimits(options);
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseOnePort(options));
        });
        var app = builder.Build();
        app.UseRpc();
        await app.StartAsync();
        return new InteropServer(app);
    }

    /// <summary>Ends when the process is told to stop and all calls have ended.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
