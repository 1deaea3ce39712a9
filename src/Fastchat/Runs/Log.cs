using Microsoft.Extensions.Logging;

namespace Fastchat.Runs;

internal static partial class Log
{
    [LoggerMessage(320, LogLevel.Warning, "The runs of the tenant {Tenant}, which is being erased, could not be stopped")]
    public static partial void NotStopped(ILogger logger, string tenant, Exception exception);

    [LoggerMessage(321, LogLevel.Error, "Events of a run could not be stored; it is tried again")]
    public static partial void EventsNotStored(ILogger logger, Exception exception);
}
