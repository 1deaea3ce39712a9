using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fastchat.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.Rpc.Ports;

public sealed class CertificateFilesTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TlsOptions Tls => new(_certificates.CertificateFile, _certificates.KeyFile);

    public void Dispose() => _certificates.Dispose();

    [Fact(Timeout = Limits.Test)]
    public async Task NewFiles_NewHandshakesGetThem_StandingConnectionsGoOn()
    {
        await using var server = await PortServer.StartAsync([listen => listen.UseTls(Tls)]);
        await using var standing = await server.ConnectAsync(_certificates, 0);
        var serial = _certificates.Issue();

        await using var later = await server.ConnectAsync(_certificates, 0);
        await standing.WriteAsync("GET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Token);
        var answer = new byte[12];
        await standing.ReadExactlyAsync(answer, Token);

        Assert.Equal(serial, Serial(later));
        Assert.NotEqual(serial, Serial(standing));
        Assert.Equal("HTTP/1.1 404"u8.ToArray(), answer);
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task NewFilesThatAreBroken_OldCertificateStays_AndOneWarningSaysSo()
    {
        await using var server = await PortServer.StartAsync([listen => listen.UseTls(Tls)]);
        var good = await SerialAsync(server);
        var key = await File.ReadAllTextAsync(_certificates.KeyFile, Token);
        await File.WriteAllTextAsync(_certificates.CertificateFile, "half a certif", Token);

        Assert.Equal([good, good], new[] { await SerialAsync(server), await SerialAsync(server) });

        var warning = Assert.Single(server.Log.Lines);
        Assert.Contains($"The new files {_certificates.CertificateFile} and {_certificates.KeyFile} are not used", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(key[40..60], warning, StringComparison.Ordinal);

        Assert.Equal(_certificates.Issue(), await SerialAsync(server));
    }

    [Fact]
    public void LinkThatIsSwapped_IsAChange()
    {
        // As Kubernetes delivers secrets: what the name leads to is replaced as a whole.
        using var folder = new TestCertificates();
        var link = folder.CertificateFile + ".link";
        File.CreateSymbolicLink(link, _certificates.CertificateFile);
        var keyLink = folder.KeyFile + ".link";
        File.CreateSymbolicLink(keyLink, _certificates.KeyFile);
        var files = new CertificateFiles(new TlsOptions(link, keyLink), NullLogger.Instance);
        var before = files.Current();
        Assert.Same(before, files.Current());

        File.Delete(link);
        File.CreateSymbolicLink(link, folder.CertificateFile);
        File.Delete(keyLink);
        File.CreateSymbolicLink(keyLink, folder.KeyFile);

        Assert.NotSame(before, files.Current());
    }

    [Fact]
    public void Handshake_OldVersionsOfTls_AreNotOffered()
    {
        var handshake = new CertificateFiles(Tls, NullLogger.Instance).Current();

        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, handshake.EnabledSslProtocols);
    }

    [Fact]
    public void Start_FileIsMissing_NamesIt() => AssertRefused("nowhere.pem", Tls with { CertificateFile = "nowhere.pem" });

    [Fact]
    public void Start_NoCertificateInTheFile_SaysSo()
    {
        File.WriteAllText(_certificates.CertificateFile, "no PEM at all");

        AssertRefused(_certificates.CertificateFile, Tls);
    }

    [Fact]
    public void Start_KeyOfAnotherCertificate_SaysSo()
    {
        using var other = new TestCertificates();

        AssertRefused(other.KeyFile, Tls with { KeyFile = other.KeyFile });
    }

    [Fact]
    public void Start_KeyWithPassphrase_SaysSo()
    {
        using var key = ECDsa.Create();
        File.WriteAllText(_certificates.KeyFile, key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)));

        AssertRefused(_certificates.KeyFile, Tls);
    }

    private static void AssertRefused(string file, TlsOptions tls) =>
        Assert.Contains(file, Assert.Throws<IOException>(() => new CertificateFiles(tls, NullLogger.Instance)).Message, StringComparison.Ordinal);

    private async Task<string> SerialAsync(PortServer server)
    {
        await using var connection = await server.ConnectAsync(_certificates, 0);
        return Serial(connection);
    }

    private static string Serial(System.Net.Security.SslStream connection) => ((X509Certificate2)connection.RemoteCertificate!).SerialNumber;
}
