namespace Fastchat.Rpc;

/// <summary>TLS on a port: a certificate with its chain, and its key, in PEM files that may be replaced while the server runs.</summary>
/// <param name="CertificateFile">The certificate, then those that signed it up to the root (RFC 8446, section 4.4.2, gives the order).</param>
/// <param name="KeyFile">The certificate's private key, without a passphrase.</param>
public sealed record TlsOptions(string CertificateFile, string KeyFile)
{
    /// <summary>How long a peer may take for its handshake; default 10 seconds.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether to serve HTTP/3 (RFC 9114) on the same number over UDP; the host must use Kestrel's QUIC transport. Default no.</summary>
    public bool Http3 { get; init; }
}
