using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Files.Uploads;

/// <summary>An upload as it is stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Filename">The name that the file is to have, without folders.</param>
/// <param name="Purpose">What the file is for.</param>
/// <param name="SizeBytes">The size that the file is to have.</param>
/// <param name="Lifetime">How long the file lives; null for ever.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="ExpiresAt">When it expires.</param>
/// <param name="Stored">What became of it, its time left aside.</param>
/// <param name="FileId">The file that it became; null when it is not completed.</param>
/// <param name="User">The user within the tenant who began it; empty for nobody.</param>
public sealed record UploadRecord(
    string Id, string Filename, string Purpose, long SizeBytes, TimeSpan? Lifetime, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, UploadStatus Stored = UploadStatus.Pending, string? FileId = null, string User = "")
{
    /// <summary>Says that there is no upload of an id.</summary>
    public static FastchatException NotFound(string uploadId) => new(ErrorReason.UploadNotFound, $"There is no upload '{uploadId}'.", "upload_id");

    /// <summary>What has become of it at a time.</summary>
    public UploadStatus StatusAt(DateTimeOffset now) => Stored == UploadStatus.Pending && ExpiresAt <= now ? UploadStatus.Expired : Stored;

    /// <summary>Refuses what is only to be done with pending uploads.</summary>
    /// <exception cref="FastchatException">UPLOAD_NOT_PENDING.</exception>
    public void CheckPending(DateTimeOffset now)
    {
        var ended = StatusAt(now) switch
        {
            UploadStatus.Pending => null,
            UploadStatus.Completed => $"The upload is completed; its file is '{FileId}'.",
            UploadStatus.Cancelled => "The upload is cancelled; begin another.",
            _ => $"The upload expired at {ExpiresAt:u}; begin another.",
        };
        if (ended is not null) throw new FastchatException(ErrorReason.UploadNotPending, ended, "upload_id");
    }
}
