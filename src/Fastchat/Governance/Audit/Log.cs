using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Audit;

internal static partial class Log
{
    [LoggerMessage(620, LogLevel.Critical, "The audit record of {Action} ({Outcome}) could not be written to the chain {Chain}")]
    public static partial void RecordNotWritten(ILogger logger, string action, string outcome, string chain, Exception exception);

    [LoggerMessage(621, LogLevel.Error, "Checkpoints of the audit chains could not be signed; the next try is in a minute")]
    public static partial void NotSigned(ILogger logger, Exception exception);

    [LoggerMessage(622, LogLevel.Error, "Repeated refusals could not be written to the audit chains; they stay counted, and the next try is in a second")]
    public static partial void RepeatsNotWritten(ILogger logger, Exception exception);
}
