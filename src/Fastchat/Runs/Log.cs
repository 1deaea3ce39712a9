using Microsoft.Extensions.Logging;

namespace Fastchat.Runs;

internal static partial class Log
{
    [LoggerMessage(320, LogLevel.Warning, "The runs of the tenant {Tenant}, which is being erased, could not be stopped")]
    public static partial void NotStopped(ILogger logger, string tenant, Exception exception);

    [LoggerMessage(321, LogLevel.Error, "What {Count} runs say cannot be stored; it is tried until it can")]
    public static partial void NotStoring(ILogger logger, int count, Exception exception);

    [LoggerMessage(322, LogLevel.Information, "What runs say is stored again")]
    public static partial void StoringAgain(ILogger logger);

    [LoggerMessage(323, LogLevel.Error, "The runs of this node and of dead ones could not be looked after; it is tried again")]
    public static partial void RunsNotKept(ILogger logger, Exception exception);

    [LoggerMessage(325, LogLevel.Warning, "Other nodes could not be told that more of their readers' runs is stored; they look in a second")]
    public static partial void NewsNotTold(ILogger logger, Exception exception);

    [LoggerMessage(326, LogLevel.Error, "The events of runs that ended long ago could not be deleted; the next try is in a minute")]
    public static partial void EventsNotExpired(ILogger logger, Exception exception);

    [LoggerMessage(324, LogLevel.Warning, "{Count} runs that nobody worked on any more were ended as interrupted")]
    public static partial void LostRunsEnded(ILogger logger, int count);
}
