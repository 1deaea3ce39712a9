using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Privacy.Retention;

internal static partial class Log
{
    [LoggerMessage(670, LogLevel.Error, "What is too old could not be removed of the tenant {Tenant}; the next try is in an hour")]
    public static partial void SweepFailed(ILogger logger, string tenant, Exception exception);

    [LoggerMessage(671, LogLevel.Information, "Of the tenant {Tenant}, {Count} {Class} were too old and are removed or about to be")]
    public static partial void Swept(ILogger logger, string tenant, long count, string @class);
}
