using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fastchat.Testing;

/// <summary>A folder of PEM files: a root that clients trust, and a certificate for this machine that an intermediate signed.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fastchat-tls-").FullName;
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;

    /// <summary>Makes the root, the intermediate and a first certificate.</summary>
    public TestCertificates()
    {
        _root = Make("Test Root", issuer: null, authority: true);
        _intermediate = Make("Test Intermediate", _root, authority: true);
        File.WriteAllText(RootFile, _root.ExportCertificatePem());
        Issue();
    }

    /// <summary>The root alone.</summary>
    public string RootFile => Path.Combine(_folder, "root.pem");

    /// <summary>The certificate and its intermediate.</summary>
    public string CertificateFile => Path.Combine(_folder, "chain.pem");

    /// <summary>The certificate's key.</summary>
    public string KeyFile => Path.Combine(_folder, "key.pem");

    /// <summary>Writes a new certificate and key over the last ones, and says its serial number.</summary>
    public string Issue()
    {
        using var certificate = Make("localhost", _intermediate, authority: false);
        File.WriteAllText(KeyFile, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem() + "\n" + _intermediate.ExportCertificatePem() + "\n");
        return certificate.SerialNumber;
    }

    /// <summary>What a client needs that trusts the root and nothing else; the intermediate must come from the server.</summary>
    public SslClientAuthenticationOptions Client(params SslApplicationProtocol[] protocols) => new()
    {
        TargetHost = "localhost",
        ApplicationProtocols = [.. protocols],
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { _root },
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        },
    };

    /// <inheritdoc />
    public void Dispose()
    {
        _root.Dispose();
        _intermediate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private X509Certificate2 Make(string name, X509Certificate2? issuer, bool authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        if (!authority) request.CertificateExtensions.Add(names.Build());
        var (from, until) = (_now.AddDays(-1), _now.AddDays(2));
        if (issuer is null) return request.CreateSelfSigned(from, until);
        using var signed = request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!), from, until, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
