using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Identity;

internal static partial class Log
{
    [LoggerMessage(600, LogLevel.Warning, "When keys were last used could not be written down")]
    public static partial void KeyUseNotRecorded(ILogger logger, Exception exception);
}
