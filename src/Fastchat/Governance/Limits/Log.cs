using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Limits;

internal static partial class Log
{
    [LoggerMessage(620, LogLevel.Warning, "What calls under way have set aside of their limits could not be renewed or released")]
    public static partial void ReservationsNotKept(ILogger logger, Exception exception);
}
