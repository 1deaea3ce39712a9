using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Fastchat.Rpc.Client.Tests;

/// <summary>An HTTP/2 server that knows nothing of gRPC: the tests write its bytes, so that both sides cannot share a mistake.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RawServer(WebApplication app, RpcChannelOptions? options)
    {
        _app = app;
        Channel = RpcChannel.ForAddress(app.Urls.Single(), options);
        Client = new TextClient(Channel.CreateCallInvoker());
    }

    public RpcChannel Channel { get; }

    public TextClient Client { get; }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<RawServer> StartAsync(
        RequestDelegate handler, RpcChannelOptions? options = null, int port = 0, HttpProtocols protocols = HttpProtocols.Http2, Action<ListenOptions>? listen = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, port, on =>
        {
            on.Protocols = protocols;
            listen?.Invoke(on);
        }));
        var app = builder.Build();
        app.Run(handler);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RawServer(app, options);
    }

    /// <summary>Breaks every connection off, as a process that dies does.</summary>
    public Task KillAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
    }
}
