using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Fastchat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fastchat.Rpc.Http2;

/// <summary>The server under test on each of its ports, and Kestrel by itself: what it does is the measure.</summary>
public sealed class ConformanceServers : IAsyncLifetime
{
    private readonly TestCertificates _certificates = new();
    private PortServer _ours = null!;
    private WebApplication _plain = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _ours = await PortServer.StartAsync(
            [listen => listen.UseOnePort(new RpcOptions()), RpcPorts.UseH2c, listen => listen.UseTls(new TlsOptions(_certificates.CertificateFile, _certificates.KeyFile))]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _plain = builder.Build();
        _plain.Run(EchoAsync);
        await _plain.StartAsync();
    }

    /// <summary>Opens a connection to plain Kestrel.</summary>
    internal async Task<Stream> PlainAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(_plain.Urls.First()).Port, TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    internal async Task<Stream> OnePortAsync() => await _ours.ConnectAsync(0);

    internal async Task<Stream> H2cAsync() => await _ours.ConnectAsync(1);

    internal async Task<Stream> TlsAsync() => await _ours.ConnectAsync(_certificates, 2, SslApplicationProtocol.Http2);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _ours.DisposeAsync();
        await _plain.DisposeAsync();
        _certificates.Dispose();
    }

    private static async Task EchoAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        await http.Response.Body.WriteAsync(body.ToArray());
    }
}
