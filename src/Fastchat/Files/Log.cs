using Microsoft.Extensions.Logging;

namespace Fastchat.Files;

internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Error, "Expired file {FileId} could not be deleted; trying again in a minute")]
    public static partial void SweepFailed(ILogger logger, string fileId, Exception exception);

    [LoggerMessage(101, LogLevel.Information, "Deleted the bytes of {Count} uploads or deletions that were cut short")]
    public static partial void OrphansDeleted(ILogger logger, int count);

    [LoggerMessage(102, LogLevel.Warning, "The bytes of uploads or deletions that were cut short could not be deleted; trying again at the next start")]
    public static partial void OrphansFailed(ILogger logger, Exception exception);

    [LoggerMessage(103, LogLevel.Warning, "Parts of upload {UploadId}, which has ended, could not be deleted; trying again when its hour is over")]
    public static partial void PartsLeft(ILogger logger, string uploadId, Exception exception);

    [LoggerMessage(104, LogLevel.Error, "Part {PartId} of an upload that is over could not be deleted; trying again in a minute")]
    public static partial void PartsNotSwept(ILogger logger, string partId, Exception exception);
}
