using Microsoft.Extensions.Logging;

namespace Fastchat.Tools;

internal static partial class Log
{
    [LoggerMessage(660, LogLevel.Error, "The tool {Tool} failed; the model was told {ErrorId}")]
    public static partial void ToolFailed(ILogger logger, string tool, string errorId, Exception exception);
}
