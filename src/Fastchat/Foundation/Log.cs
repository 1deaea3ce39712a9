using Microsoft.Extensions.Logging;

namespace Fastchat.Foundation;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "A call failed: the database cannot be reached")]
    public static partial void DatabaseUnavailable(ILogger logger, Exception exception);
}
