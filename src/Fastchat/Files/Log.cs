using Microsoft.Extensions.Logging;

namespace Fastchat.Files;

internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Error, "Expired files could not be deleted; trying again in a minute")]
    public static partial void SweepFailed(ILogger logger, Exception exception);
}
