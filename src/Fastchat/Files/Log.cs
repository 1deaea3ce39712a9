using Microsoft.Extensions.Logging;

namespace Fastchat.Files;

internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Error, "Expired file {FileId} could not be deleted; trying again in a minute")]
    public static partial void SweepFailed(ILogger logger, string fileId, Exception exception);
}
