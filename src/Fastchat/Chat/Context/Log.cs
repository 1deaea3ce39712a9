using Microsoft.Extensions.Logging;

namespace Fastchat.Chat.Context;

internal static partial class Log
{
    [LoggerMessage(320, LogLevel.Warning, "A conversation of tenant {Tenant} could not be summarised by {Model}")]
    public static partial void NoSummary(ILogger logger, string tenant, string model, Exception exception);

    [LoggerMessage(321, LogLevel.Warning, "A conversation of tenant {Tenant} could not be made short by {Model}; the answer goes on without")]
    public static partial void NotCompacted(ILogger logger, string tenant, string model, Exception? exception);

    [LoggerMessage(322, LogLevel.Warning, "A question of tenant {Tenant} could not be rewritten by {Model}; it is searched for as it is")]
    public static partial void NotRewritten(ILogger logger, string tenant, string model, Exception exception);
}
