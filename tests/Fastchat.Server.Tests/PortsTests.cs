using System.Net;
using Fastchat.Testing;

namespace Fastchat.Server;

public sealed class PortsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Theory(Timeout = Limits.Test)]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Program_WithACertificate_GreetsWithItsHttpsAddressAndServesThere(string version)
    {
        using var folder = new TemporaryFolder();
        using var process = ServerProcess.Start(
            ("PORT", "0"), ("TLS_PORT", "0"), ("TLS_CERT_FILE", _certificates.CertificateFile), ("TLS_KEY_FILE", _certificates.KeyFile), ("DATA_DIR", folder.Path));

        var address = (await process.ReadToAsync("Over TLS: ")).Split(' ')[^1];
        using var client = Client(new Uri(address), Version.Parse(version), _certificates);
        using var response = await client.GetAsync("/v1/health", Token);

        Assert.StartsWith("https://127.0.0.1:", address, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(version, response.Version.ToString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Program_CertificateIsMissing_SaysSoAndEnds()
    {
        using var folder = new TemporaryFolder();
        using var process = ServerProcess.Start(
            ("PORT", "0"), ("TLS_PORT", "0"), ("TLS_CERT_FILE", "nowhere.pem"), ("TLS_KEY_FILE", _certificates.KeyFile), ("DATA_DIR", folder.Path));

        var (exitCode, output, errors) = await process.WaitAsync();

        Assert.Equal(2, exitCode);
        Assert.StartsWith("Fastchat cannot start: No TLS from nowhere.pem", errors, StringComparison.Ordinal);
        Assert.Equal("", output);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task H2cPort_Asked_ServesHttp2AndIsGreetedWith()
    {
        await using var server = await TestServer.StartAsync(change: options => options with { Ports = new PortOptions { H2cPort = 0 } });
        var printed = new StringWriter();
        await Greeting.WriteAsync(server.Host, printed);

        using var client = Client(server.Host.H2cAddress!, HttpVersion.Version20);
        using var response = await client.GetAsync("/v1/health", Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Null(server.Host.TlsAddress);
        Assert.Contains($"HTTP/2:     {server.Host.H2cAddress!.ToString().TrimEnd('/')}", printed.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task MaxConnections_OneTooMany_IsClosedAndTheOthersGoOn()
    {
        await using var server = await TestServer.StartAsync(change: options => options with { Ports = new PortOptions { MaxConnections = 1 } });
        using var first = new System.Net.Sockets.TcpClient();
        await first.ConnectAsync(IPAddress.Loopback, server.Host.Address.Port, Token);
        await first.GetStream().WriteAsync("GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Token);
        await first.GetStream().ReadExactlyAsync(new byte[12], Token);
        using var second = new System.Net.Sockets.TcpClient();
        await second.ConnectAsync(IPAddress.Loopback, server.Host.Address.Port, Token);

        Assert.Equal(0, await second.GetStream().ReadAsync(new byte[1], Token));
        await first.GetStream().WriteAsync("GET /v1/version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray(), Token);
        using var reader = new StreamReader(first.GetStream());
        Assert.Contains("HTTP/1.1 200 OK", await reader.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    private static HttpClient Client(Uri address, Version version, TestCertificates? certificates = null)
    {
        var handler = new SocketsHttpHandler();
        if (certificates is not null) handler.SslOptions = certificates.Client();
        return new HttpClient(handler) { BaseAddress = address, DefaultRequestVersion = version, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }
}
