using Microsoft.Extensions.Logging;

namespace Fastchat.Health;

internal static partial class Log
{
    [LoggerMessage(400, LogLevel.Error, "Health check {Name} failed")]
    public static partial void Unhealthy(ILogger logger, string name, Exception exception);
}
