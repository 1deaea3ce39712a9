using System.Net;
using Fastchat.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fastchat.Client.Tests;

/// <summary>The real wire with services that do as each test says.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeServer(WebApplication app, FastchatClientOptions? options)
    {
        _app = app;
        Client = new FastchatClient(new Uri(app.Urls.Single()), "fc_test", options);
    }

    public FastchatClient Client { get; }

    public FakeChat Chat => _app.Services.GetRequiredService<FakeChat>();

    public FakeFiles Files => _app.Services.GetRequiredService<FakeFiles>();

    public FakeCollections Collections => _app.Services.GetRequiredService<FakeCollections>();

    public FakeRetrieval Retrieval => _app.Services.GetRequiredService<FakeRetrieval>();

    public static async Task<FakeServer> StartAsync(FastchatClientOptions? options = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRpc(new RpcOptions())
            .AddRpcService<FakeChat>()
            .AddRpcService<FakeFiles>()
            .AddRpcService<FakeCollections>()
            .AddRpcService<FakeRetrieval>()
            .AddRpcService<FakeModels>();
        var app = builder.Build();
        app.UseRpc();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new FakeServer(app, options);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
