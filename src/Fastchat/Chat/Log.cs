using Microsoft.Extensions.Logging;

namespace Fastchat.Chat;

internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Error, "A run failed; its caller was told {ErrorId}")]
    public static partial void RunFailed(ILogger logger, string errorId, Exception exception);
}
