using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Fastchat.Rpc.Services;
using Fastchat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fastchat.Rpc;

/// <summary>The wire with the test services behind it on real ports of this machine: cleartext, HTTP/2 alone, TLS.</summary>
internal sealed class PortServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<HttpClient> _clients = [];

    private PortServer(WebApplication app, CapturedLog log)
    {
        _app = app;
        Log = log;
    }

    public CapturedLog Log { get; }

    /// <summary>Where it listens, in the order in which the ports were asked for.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _app.Urls.Select(url => new Uri(url))];

    /// <summary>Starts a server on the given kinds of ports, each on a free number.</summary>
    public static async Task<PortServer> StartAsync(
        IReadOnlyList<Action<ListenOptions>> ports, RpcOptions? options = null, TextHandler? texts = null,
        Action<KestrelServerOptions>? limits = null, Action<IWebHostBuilder>? host = null)
    {
        var log = new CapturedLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddRpc(options ?? new RpcOptions());
        builder.Services.AddRpcService<TextHandler>().AddSingleton(texts ?? new TextHandler()).AddRpcService<BlobHandler>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseRpcLimits(options);
            limits?.Invoke(kestrel);
            foreach (var port in ports) kestrel.Listen(IPAddress.Loopback, 0, port);
        });
        host?.Invoke(builder.WebHost);
        var app = builder.Build();
        app.UseRpc();
        app.RunUnknownUrl();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new PortServer(app, log);
    }

    /// <summary>Opens a bare connection.</summary>
    public async Task<NetworkStream> ConnectAsync(int port = 0)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Addresses[port].Port, TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Opens a connection and shakes hands.</summary>
    public async Task<SslStream> ConnectAsync(TestCertificates certificates, int port, params SslApplicationProtocol[] protocols)
    {
        var tls = new SslStream(await ConnectAsync(port));
        await tls.AuthenticateAsClientAsync(certificates.Client(protocols), TestContext.Current.CancellationToken);
        return tls;
    }

    /// <summary>A client of one version of HTTP.</summary>
    public HttpClient Client(Version version, int port = 0, TestCertificates? certificates = null)
    {
        var handler = new SocketsHttpHandler();
        if (certificates is not null) handler.SslOptions = certificates.Client();
        var address = Addresses[port];
        var client = new HttpClient(handler)
        {
            BaseAddress = new Uri($"{address.Scheme}://localhost:{address.Port}"),
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await _app.DisposeAsync();
    }
}
