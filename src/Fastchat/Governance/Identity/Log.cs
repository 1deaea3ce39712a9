using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Identity;

internal static partial class Log
{
    [LoggerMessage(600, LogLevel.Warning, "When keys were last used could not be written down")]
    public static partial void KeyUseNotRecorded(ILogger logger, Exception exception);

    [LoggerMessage(601, LogLevel.Warning, "The keys of the identity provider {Issuer} cannot be read; the ones read before go on for a day")]
    public static partial void KeysNotRead(ILogger logger, string issuer, Exception exception);
}
