using Microsoft.Extensions.Logging;

namespace Fastchat.Providers.Models;

internal static partial class Log
{
    [LoggerMessage(500, LogLevel.Warning, "The list of models at {Address} cannot be read; the last one stays in force")]
    public static partial void ListUnreadable(ILogger logger, Uri address, Exception exception);
}
