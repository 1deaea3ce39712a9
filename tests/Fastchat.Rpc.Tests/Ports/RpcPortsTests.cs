using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Fastchat.Testing;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fastchat.Rpc.Ports;

public sealed class RpcPortsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TlsOptions Tls => new(_certificates.CertificateFile, _certificates.KeyFile);

    public void Dispose() => _certificates.Dispose();

    [Theory(Timeout = Limits.Test)]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Tls_EachVersionOfHttp_IsServed(string version)
    {
        await using var server = await PortServer.StartAsync([listen => listen.UseTls(Tls)]);
        using var content = WireServer.Bytes("{\"text\":\"hi\"}"u8.ToArray(), "application/json");

        using var response = await server.Client(Version.Parse(version), certificates: _certificates).PostAsync("/v1/say", content, Token);

        Assert.Equal("""{"text":"hi"}""", await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(version, response.Version.ToString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("one port")]
    [InlineData("tls")]
    [InlineData("h2c")]
    public async Task Connection_OfAnyPort_IsWatchedByTheOperatingSystem(string kind)
    {
        var seen = new TaskCompletionSource<(int, int)>();
        await using var server = await PortServer.StartAsync([listen =>
        {
            if (kind == "tls") listen.UseTls(Tls);
            else if (kind == "h2c") listen.UseH2c();
            else listen.UseOnePort(new RpcOptions());
            listen.Use(next => connection =>
            {
                var socket = connection.Features.Get<IConnectionSocketFeature>()!.Socket;
                seen.TrySetResult(((int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!, (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!));
                return next(connection);
            });
        }]);

        await using var peer = kind == "tls" ? (Stream)await server.ConnectAsync(_certificates, 0, SslApplicationProtocol.Http2) : await server.ConnectAsync();
        await peer.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), Token);

        Assert.Equal((1, 60), await seen.Task);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tls_Grpc_EndsWithItsStatusInTrailers()
    {
        await using var server = await PortServer.StartAsync([listen => listen.UseTls(Tls)]);
        using var content = WireServer.Bytes(Frames.Texts("one two"), "application/grpc");

        using var response = await server.Client(HttpVersion.Version20, certificates: _certificates).PostAsync("/fastchat.wiretest.v1.TextService/Split", content, Token);

        Assert.Equal(Frames.Texts("one", "two"), await response.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Tls_ClientOfBothVersions_GetsHttp2()
    {
        await using var server = await PortServer.StartAsync([listen => listen.UseTls(Tls)]);

        await using var connection = await server.ConnectAsync(_certificates, 0, SslApplicationProtocol.Http11, SslApplicationProtocol.Http2);

        Assert.Equal(SslApplicationProtocol.Http2, connection.NegotiatedApplicationProtocol);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("h2", "-tls1_2", "TLSv1.2")]
    [InlineData("http/1.1", "-tls1_3", "TLSv1.3")]
    public async Task Tls_OpenSsl_TrustsTheChain(string protocol, string version, string expected)
    {
        await using var server = await PortServer.StartAsync([listen => listen.UseTls(Tls)]);

        var output = await CommandLine.RunAsync(
            "openssl", "s_client", "-connect", $"127.0.0.1:{server.Addresses[0].Port}", "-servername", "localhost", "-alpn", protocol, version, "-CAfile", _certificates.RootFile, "-verify_return_error");

        Assert.Contains($"ALPN protocol: {protocol}", output, StringComparison.Ordinal);
        Assert.Contains("Verify return code: 0 (ok)", output, StringComparison.Ordinal);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("--http1.1", "1.1")]
    [InlineData("--http2", "2")]
    public async Task Tls_Curl_IsServed(string option, string version)
    {
        await using var server = await PortServer.StartAsync([listen => listen.UseTls(Tls)]);

        var output = await CommandLine.RunAsync(
            "curl", "-sS", option, "--cacert", _certificates.RootFile, $"https://localhost:{server.Addresses[0].Port}/v1/say", "-H", "Content-Type: application/json", "-d", """{"text":"hi"}""", "-w", " %{http_version}");

        Assert.Equal($$"""{"text":"hi"} {{version}}""", output);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("")]
    [InlineData("\u0016\u0003\u0001")]
    public async Task Tls_HandshakeThatStalls_IsCutOff(string beginning)
    {
        await using var server = await PortServer.StartAsync([listen => listen.UseTls(Tls with { HandshakeTimeout = TimeSpan.FromMilliseconds(50) })]);
        await using var connection = await server.ConnectAsync();
        await connection.WriteAsync(Encoding.Latin1.GetBytes(beginning), Token);

        Assert.Equal(0, await connection.ReadAsync(new byte[1], Token));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task H2c_PriorKnowledge_IsServed()
    {
        await using var server = await PortServer.StartAsync([RpcPorts.UseH2c]);
        using var content = WireServer.Bytes(Frames.Texts("hi"), "application/grpc");

        using var response = await server.Client(HttpVersion.Version20).PostAsync("/fastchat.wiretest.v1.TextService/Say", content, Token);

        Assert.Equal(Frames.Texts("hi"), await response.Content.ReadAsByteArrayAsync(Token));
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task H2c_Http1_IsRefusedWithWords()
    {
        await using var server = await PortServer.StartAsync([RpcPorts.UseH2c]);
        await using var connection = await server.ConnectAsync();
        await connection.WriteAsync("GET /v1/say HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Token);

        using var reader = new StreamReader(connection, Encoding.ASCII, leaveOpen: true);
        var answer = await reader.ReadToEndAsync(Token);

        Assert.Contains("HTTP/1.1 400 Bad Request", answer, StringComparison.Ordinal);
        Assert.Contains("An HTTP/1.x request was sent to an HTTP/2 only endpoint.", answer, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Http3_AskedFor_IsOfferedWhereItCanBeHadAndOtherwiseToldToBeOff()
    {
        await using var server = await PortServer.StartAsync([listen => listen.UseTls(Tls with { Http3 = true })], host: host => host.UseRpcHttp3(Tls with { Http3 = true }));

        using var response = await server.Client(HttpVersion.Version20, certificates: _certificates).GetAsync("/", Token);

        var offer = string.Create(CultureInfo.InvariantCulture, $"h3=\":{server.Addresses[0].Port}\"; ma=86400");
        Assert.Equal(RpcPorts.CanServeHttp3 ? [offer] : [], response.Headers.TryGetValues("Alt-Svc", out var values) ? values : []);
        Assert.Equal(RpcPorts.CanServeHttp3 ? 0 : 1, server.Log.Lines.Count(l => l.Contains("HTTP/3 is off", StringComparison.Ordinal)));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Http3_NotAskedFor_IsNotOffered()
    {
        await using var server = await PortServer.StartAsync([listen => listen.UseTls(Tls)], host: host => host.UseRpcHttp3(Tls));

        using var response = await server.Client(HttpVersion.Version20, certificates: _certificates).GetAsync("/", Token);

        Assert.False(response.Headers.Contains("Alt-Svc"));
        Assert.Empty(server.Log.Lines);
    }
}
