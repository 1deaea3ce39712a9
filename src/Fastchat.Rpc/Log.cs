using Microsoft.Extensions.Logging;

namespace Fastchat.Rpc;

/// <summary>What the wire writes to the log.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Method} failed; request {RequestId}")]
    public static partial void Unhandled(ILogger logger, string method, string requestId, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "{Method}: the caller went away")]
    public static partial void CallerLeft(ILogger logger, string method);

    [LoggerMessage(3, LogLevel.Debug, "Connection {ConnectionId} sent nothing in time")]
    public static partial void SilentPeer(ILogger logger, string connectionId);

    [LoggerMessage(4, LogLevel.Debug, "{Method}: {Count} members of the body are unknown, the first is {Name}")]
    public static partial void IgnoredMembers(ILogger logger, string method, int count, string name);

    [LoggerMessage(5, LogLevel.Information, "New handshakes use the new certificate in {CertificateFile}")]
    public static partial void CertificateReloaded(ILogger logger, string certificateFile);

    [LoggerMessage(6, LogLevel.Warning, "The new files {CertificateFile} and {KeyFile} are not used, the old certificate stays: {Reason}")]
    public static partial void CertificateRefused(ILogger logger, string certificateFile, string keyFile, string reason);

    [LoggerMessage(7, LogLevel.Warning, "HTTP/3 is off: the library libmsquic is not there")]
    public static partial void NoHttp3(ILogger logger);
}
