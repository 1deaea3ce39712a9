using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fastchat.Testing;

/// <summary>A whole server, real Kestrel included, that listens in memory: no port, no socket, all of HTTP.</summary>
public sealed class KestrelInMemory : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly KestrelInMemoryTransport _transport;
    private readonly List<HttpClient> _clients = [];

    private KestrelInMemory(WebApplication app, KestrelInMemoryTransport transport)
    {
        _app = app;
        _transport = transport;
    }

    /// <summary>The server's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="configureServices">Registers what the server serves.</param>
    /// <param name="configureApp">Builds the way of a request.</param>
    /// <param name="configureKestrel">Sets limits; null for Kestrel's own.</param>
    /// <param name="configureListen">Sets protocols and connection middleware; null for Kestrel's own.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task<KestrelInMemory> StartAsync(
        Action<IServiceCollection> configureServices,
        Action<WebApplication> configureApp,
        Action<KestrelServerOptions>? configureKestrel = null,
        Action<ListenOptions>? configureListen = null,
        CancellationToken cancellationToken = default)
    {
        var transport = new KestrelInMemoryTransport();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelInMemory(transport, configureListen);
        if (configureKestrel is not null) builder.WebHost.ConfigureKestrel(configureKestrel);
        configureServices(builder.Services);
        var app = builder.Build();
        configureApp(app);
        await app.StartAsync(cancellationToken);
        return new KestrelInMemory(app, transport);
    }

    /// <summary>Opens a bare connection: what is written to the stream is what the server reads.</summary>
    public Stream Connect() => _transport.Connect();

    /// <summary>A client with connections of its own that speaks one version of HTTP; 2.0 is spoken with prior knowledge.</summary>
    public HttpClient CreateClient(Version version)
    {
        var client = new HttpClient(_transport.CreateHandler())
        {
            BaseAddress = KestrelInMemoryTransport.Address,
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        _clients.Add(client);
        return client;
    }

    /// <summary>A client over HTTP/1.1.</summary>
    public HttpClient CreateHttp1Client() => CreateClient(HttpVersion.Version11);

    /// <summary>A client over HTTP/2 without TLS.</summary>
    public HttpClient CreateHttp2Client() => CreateClient(HttpVersion.Version20);

    /// <summary>Stops the server as a host does: running requests may end until the token fires, then they are cut.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await _app.DisposeAsync();
    }
}
