using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Privacy.Erasure;

internal static partial class Log
{
    [LoggerMessage(660, LogLevel.Error, "The erasure {ErasureId} failed at the step {Step}; the next try is in a minute")]
    public static partial void StepFailed(ILogger logger, string erasureId, string step, Exception exception);

    [LoggerMessage(661, LogLevel.Error, "Erasures could not be looked for; the next try is in a minute")]
    public static partial void RunnerFailed(ILogger logger, Exception exception);

    [LoggerMessage(662, LogLevel.Information, "The erasure {ErasureId} is done and certified")]
    public static partial void Done(ILogger logger, string erasureId);
}
