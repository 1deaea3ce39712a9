using Microsoft.Extensions.Logging;

namespace Fastchat.Chat;

internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Error, "A run failed; its caller was told {ErrorId}")]
    public static partial void RunFailed(ILogger logger, string errorId, Exception exception);

    [LoggerMessage(301, LogLevel.Information, "Personal data in the {Place} of tenant {Tenant}: {Counts}")]
    public static partial void PersonalData(ILogger logger, string place, string tenant, string counts);

    [LoggerMessage(302, LogLevel.Error, "Work behind a call failed")]
    public static partial void DetachedRunFailed(ILogger logger, Exception exception);
}
