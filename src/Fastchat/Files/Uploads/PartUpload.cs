using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Limits;

namespace Fastchat.Files.Uploads;

/// <summary>One part of an upload on its way: takes bytes, and ends as a stored part or as nothing.</summary>
public sealed class PartUpload : IAsyncDisposable
{
    /// <summary>The largest part in bytes, OpenAI's own limit.</summary>
    public const long MaxSize = 64L * 1024 * 1024;

    /// <summary>As many parts as an upload may have.</summary>
    public const int MaxParts = 1000;

    private readonly TenantId _tenant;
    private readonly string _uploadId;
    private readonly string _id;
    private readonly UploadStore _uploads;
    private readonly BlobStore _blobs;
    private readonly BlobDraft _draft;
    private readonly TimeProvider _clock;
    private long _size;

    internal PartUpload(TenantId tenant, string uploadId, string id, UploadStore uploads, BlobStore blobs, BlobDraft draft, TimeProvider clock)
    {
        _tenant = tenant;
        _uploadId = uploadId;
        _id = id;
        _uploads = uploads;
        _blobs = blobs;
        _draft = draft;
        _clock = clock;
    }

    /// <summary>What the bytes are taken from; null where uploads are not limited.</summary>
    public UploadCharge? Charge { get; set; }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="FastchatException">FILE_TOO_LARGE or RATE_LIMIT_EXCEEDED.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _size += bytes.Length;
        if (_size > MaxSize) throw new FastchatException(ErrorReason.FileTooLarge, $"The part is larger than {MaxSize / (1024 * 1024)} MiB: send the file in smaller parts.", "data");
        if (Charge is not null) await Charge.AddAsync(bytes.Length, cancellationToken);
        await _draft.WriteAsync(bytes, cancellationToken);
    }

    /// <summary>Stores the part.</summary>
    /// <exception cref="FastchatException">FILE_EMPTY, FILE_TOO_LARGE, RATE_LIMIT_EXCEEDED, UPLOAD_NOT_FOUND or UPLOAD_NOT_PENDING.</exception>
    public async Task<StoredPart> CompleteAsync(CancellationToken cancellationToken)
    {
        if (_size == 0) throw new FastchatException(ErrorReason.FileEmpty, "The part has no bytes: send them as 'data'.", "data");
        if (Charge is not null) await Charge.EndAsync(cancellationToken);
        await _draft.CommitAsync(cancellationToken);
        try
        {
            // Not under the caller's token: from here on, bytes that nothing speaks of would be nobody's.
            var part = new StoredPart(_id, _size, DateTimeOffset.FromUnixTimeMilliseconds(_clock.GetUtcNow().ToUnixTimeMilliseconds()));
            await _uploads.AddPartAsync(_tenant, _uploadId, part, CheckRoom, CancellationToken.None);
            return part;
        }
        catch
        {
            await _blobs.DeleteAsync(_tenant, _id, CancellationToken.None);
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _draft.DisposeAsync();

    private void CheckRoom(UploadRecord upload, long count, long bytes)
    {
        if (count >= MaxParts) throw FastchatException.InvalidValue("upload_id", $"The upload has {MaxParts} parts, and may have no more: begin another, with larger parts.");
        if (bytes + _size > 2 * upload.SizeBytes)
            throw new FastchatException(ErrorReason.FileTooLarge, $"With this part the upload would have {bytes + _size} bytes, more than twice the {upload.SizeBytes} that it was begun with.", "data");
    }
}
