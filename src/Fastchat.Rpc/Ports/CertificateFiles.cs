using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Fastchat.Rpc.Ports;

/// <summary>
/// The certificate in its files. Each handshake looks whether they have changed: two calls to the file system are nothing
/// beside a signature, and watchers of files miss the swapped links by which certificates are often delivered.
/// </summary>
internal sealed class CertificateFiles
{
    private readonly TlsOptions _options;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private volatile Snapshot _current;

    /// <exception cref="IOException">The files cannot be read, or are not a certificate and its key.</exception>
    public CertificateFiles(TlsOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        var stamp = Stamp();
        try
        {
            _current = new Snapshot(stamp, Load());
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw new IOException($"No TLS from {options.CertificateFile} and {options.KeyFile}: {e.Message}", e);
        }
    }

    /// <summary>What a handshake that begins now is to use.</summary>
    public SslServerAuthenticationOptions Current()
    {
        var stamp = Stamp();
        if (_current.Stamp != stamp)
        {
            lock (_lock) Reload_NeedsLock(stamp);
        }

        return _current.Handshake;
    }

    private static bool IsBroken(Exception e) => e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    // The stamp is taken before the files are read: a change in between is seen by the next handshake.
    private void Reload_NeedsLock((FileStamp, FileStamp) stamp)
    {
        var last = _current;
        if (last.Stamp == stamp) return;
        try
        {
            _current = new Snapshot(stamp, Load());
            Log.CertificateReloaded(_logger, _options.CertificateFile);
        }
        catch (Exception e) when (IsBroken(e))
        {
            // Remembered as seen, so that it is told once and not at each handshake.
            _current = last with { Stamp = stamp };
            Log.CertificateRefused(_logger, _options.CertificateFile, _options.KeyFile, e.Message);
        }
    }

    private SslServerAuthenticationOptions Load()
    {
        var text = File.ReadAllText(_options.CertificateFile);
        var certificate = X509Certificate2.CreateFromPem(text, File.ReadAllText(_options.KeyFile));
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(text);
        chain.RemoveAt(0);
        return new SslServerAuthenticationOptions
        {
            // Offline: the chain is what the file says, never what can be downloaded in the middle of a handshake.
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = _options.Http3
                ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11, SslApplicationProtocol.Http3]
                : [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };
    }

    private (FileStamp Certificate, FileStamp Key) Stamp() => (Stamp(_options.CertificateFile), Stamp(_options.KeyFile));

    // Of what a link leads to: the link itself stays as it is when what lies behind it is swapped.
    private static FileStamp Stamp(string path)
    {
        try
        {
            var file = (FileInfo?)File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
            return file.Exists ? new FileStamp(file.FullName, file.LastWriteTimeUtc, file.Length) : default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private readonly record struct FileStamp(string? Path, DateTime Time, long Length);

    private sealed record Snapshot((FileStamp, FileStamp) Stamp, SslServerAuthenticationOptions Handshake);
}
