using Microsoft.Extensions.Logging;

namespace Fastchat.Jobs;

internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Warning, "Job {JobId} of kind {Kind} failed at try {Attempt}")]
    public static partial void TryFailed(ILogger logger, string kind, string jobId, int attempt, Exception exception);

    [LoggerMessage(201, LogLevel.Error, "No handler does jobs of kind {Kind}; job {JobId} waits")]
    public static partial void NoHandler(ILogger logger, string kind, string jobId);

    [LoggerMessage(202, LogLevel.Error, "The job runner failed and goes on")]
    public static partial void RunnerFailed(ILogger logger, Exception exception);
}
