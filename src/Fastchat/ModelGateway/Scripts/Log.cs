using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Scripts;

internal static partial class Log
{
    [LoggerMessage(646, LogLevel.Information, "The scripts have changed: {Count} models are played by them now")]
    public static partial void ScriptsRead(ILogger logger, int count);

    [LoggerMessage(647, LogLevel.Warning, "The scripts have changed and are wrong; those from before stay in force: {Mistakes}")]
    public static partial void ScriptsWrong(ILogger logger, string mistakes);

    [LoggerMessage(648, LogLevel.Error, "The scripts cannot be looked at; those from before stay in force")]
    public static partial void ScriptsNotRead(ILogger logger, Exception exception);
}
