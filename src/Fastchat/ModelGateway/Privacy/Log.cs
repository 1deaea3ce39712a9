using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Privacy;

internal static partial class Log
{
    [LoggerMessage(645, LogLevel.Information, "Personal data in the texts of tenant {Tenant}: {Counts}")]
    public static partial void PersonalData(ILogger logger, string tenant, string counts);
}
