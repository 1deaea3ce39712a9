using System.Net.Quic;
using System.Runtime.Versioning;
using Fastchat.Rpc.Ports;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fastchat.Rpc;

/// <summary>The kinds of ports: one for all cleartext, one for TLS, and one for HTTP/2 alone.</summary>
public static class RpcPorts
{
    /// <summary>Whether this machine can speak HTTP/3; on Linux that takes the library libmsquic.</summary>
    [SupportedOSPlatformGuard("linux")]
    [SupportedOSPlatformGuard("macos")]
    [SupportedOSPlatformGuard("windows")]
    public static bool CanServeHttp3 =>
        (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() || OperatingSystem.IsWindows()) && QuicListener.IsSupported;

    /// <summary>
    /// Takes HTTP/1.1 and HTTP/2 with prior knowledge on one cleartext port. The protocols stay at their default (both): Kestrel
    /// warns of HTTP/2 without TLS when it is asked for by name, not knowing what is done here.
    /// </summary>
    public static void UseOnePort(this ListenOptions listen, RpcOptions options)
    {
        var logger = Logger(listen);
        listen.UseTcpKeepAlive();
        listen.Use(next => new OnePortMiddleware(next, options, logger).OnConnectionAsync);
    }

    /// <summary>
    /// Takes HTTP/1.1 and HTTP/2 over TLS 1.2 or 1.3, chosen by ALPN (RFC 7301), and HTTP/3 where it is asked for and can be had.
    /// The certificate is read again when its files change: new handshakes get the new one, connections that stand go on.
    /// </summary>
    /// <exception cref="IOException">The files cannot be read, or are not a certificate and its key.</exception>
    public static void UseTls(this ListenOptions listen, TlsOptions options)
    {
        var logger = Logger(listen);
        var files = new CertificateFiles(options, logger);
        if (options.Http3 && !CanServeHttp3) Log.NoHttp3(logger);
        listen.UseTcpKeepAlive();
        listen.Protocols = options.Http3 && CanServeHttp3 ? HttpProtocols.Http1AndHttp2AndHttp3 : HttpProtocols.Http1AndHttp2;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = options.HandshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(files.Current()),
        });
    }

    /// <summary>
    /// Takes HTTP/2 with prior knowledge (RFC 9113, section 3.3) and nothing else, in cleartext: for peers and proxies that want
    /// a port on which no first byte is looked at.
    /// </summary>
    public static void UseH2c(this ListenOptions listen)
    {
        listen.UseTcpKeepAlive();
        listen.Protocols = HttpProtocols.Http2;
    }

    /// <summary>Lets the host speak QUIC when HTTP/3 is asked for and can be had.</summary>
    public static void UseRpcHttp3(this IWebHostBuilder host, TlsOptions? options)
    {
        if (options is { Http3: true } && CanServeHttp3) host.UseQuic();
    }

    private static ILogger Logger(ListenOptions listen) => listen.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Fastchat.Rpc.Ports");
}
