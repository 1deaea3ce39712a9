using System.Security.Cryptography;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Files.Uploads;

/// <summary>Files that come in parts: each part is a blob of its own, until they are put together as a file or the upload ends otherwise.</summary>
public sealed class UploadLibrary(UploadStore uploads, FileLibrary files, BlobStore blobs, FileOptions options, TimeProvider clock, ILogger<UploadLibrary> logger)
{
    private const int PieceSize = 64 * 1024;

    /// <summary>How long an upload can be added to and completed.</summary>
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Begins an upload.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD, INVALID_VALUE or FILE_TOO_LARGE.</exception>
    public async Task<UploadRecord> CreateAsync(TenantId tenant, string filename, string purpose, long bytes, TimeSpan? lifetime, string? user, CancellationToken cancellationToken)
    {
        var name = FileRules.Name(filename);
        FileRules.CheckPurpose(purpose);
        if (bytes < 1) throw FastchatException.InvalidValue("bytes", $"bytes must be the size of the whole file, 1 or more, but is {bytes}.");
        if (bytes > options.MaxFileSize)
            throw new FastchatException(ErrorReason.FileTooLarge, $"bytes must be at most {options.MaxFileSize}, the size of the largest file, but is {bytes}.", "bytes");
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var upload = new UploadRecord(Ids.New(Ids.Upload, tenant, clock), name, purpose, bytes, lifetime, now, now + Hour, User: user ?? "");
        await uploads.AddAsync(tenant, upload, cancellationToken);
        return upload;
    }

    /// <summary>Begins a part of a pending upload.</summary>
    /// <exception cref="FastchatException">UPLOAD_NOT_FOUND or UPLOAD_NOT_PENDING.</exception>
    public async Task<PartUpload> BeginPartAsync(TenantId tenant, string uploadId, CancellationToken cancellationToken)
    {
        (await GetAsync(tenant, uploadId, cancellationToken)).CheckPending(clock.GetUtcNow());
        var id = Ids.New(Ids.UploadPart, tenant, clock);
        return new PartUpload(tenant, uploadId, id, uploads, blobs, await blobs.CreateAsync(tenant, id, cancellationToken), clock);
    }

    /// <summary>
    /// Makes a file of parts. The file and the upload's end are one transaction, so of several calls at once one makes a file, and a
    /// process that dies in the middle leaves the upload pending.
    /// </summary>
    /// <exception cref="FastchatException">UPLOAD_NOT_FOUND, UPLOAD_NOT_PENDING, MISSING_FIELD or INVALID_VALUE.</exception>
    public async Task<(UploadRecord Upload, StoredFile File)> CompleteAsync(TenantId tenant, string uploadId, IReadOnlyList<string> partIds, string md5, CancellationToken cancellationToken)
    {
        if (partIds.Count == 0) throw FastchatException.MissingField("part_ids");
        if (partIds.Count > PartUpload.MaxParts) throw FastchatException.InvalidValue("part_ids", $"part_ids must have at most {PartUpload.MaxParts} entries, but has {partIds.Count}.");
        if (md5.Length > 0 && (md5.Length != 32 || !md5.All(char.IsAsciiHexDigit))) throw FastchatException.InvalidValue("md5", "md5 must have 32 hexadecimal digits.");
        CheckOwner(tenant, uploadId);

        // The parts first: of an upload that is pending afterwards, nobody had deleted any.
        var parts = await uploads.ListPartsAsync(tenant, uploadId, cancellationToken);
        var upload = await GetAsync(tenant, uploadId, cancellationToken);
        upload.CheckPending(clock.GetUtcNow());
        UploadParts.Check(upload, partIds, parts);

        await using var making = await files.BeginUploadAsync(tenant, cancellationToken);
        making.Filename = upload.Filename;
        making.Purpose = upload.Purpose;
        making.Lifetime = upload.Lifetime;
        making.User = upload.User;
        await CopyAsync(tenant, uploadId, partIds, making, md5, cancellationToken);
        var file = await making.CompleteAsync(cancellationToken, connection => uploads.CompleteAsync(connection, tenant, uploadId, making.Id, clock.GetUtcNow()));
        await DeletePartsAsync(tenant, uploadId);
        return (upload with { Stored = UploadStatus.Completed, FileId = file.Id }, file);
    }

    /// <summary>Ends a pending upload without a file.</summary>
    /// <exception cref="FastchatException">UPLOAD_NOT_FOUND or UPLOAD_NOT_PENDING.</exception>
    public async Task<UploadRecord> CancelAsync(TenantId tenant, string uploadId, CancellationToken cancellationToken)
    {
        var upload = await GetAsync(tenant, uploadId, cancellationToken);
        await uploads.CancelAsync(tenant, uploadId, clock.GetUtcNow(), cancellationToken);
        await DeletePartsAsync(tenant, uploadId);
        return upload with { Stored = UploadStatus.Cancelled };
    }

    private static void CheckOwner(TenantId tenant, string uploadId)
    {
        if (!Ids.IsOwned(uploadId, Ids.Upload, tenant)) throw UploadRecord.NotFound(uploadId);
    }

    private async Task<UploadRecord> GetAsync(TenantId tenant, string uploadId, CancellationToken cancellationToken)
    {
        CheckOwner(tenant, uploadId);
        return await uploads.FindAsync(tenant, uploadId, cancellationToken) ?? throw UploadRecord.NotFound(uploadId);
    }

    private async Task CopyAsync(TenantId tenant, string uploadId, IReadOnlyList<string> partIds, FileUpload making, string md5, CancellationToken cancellationToken)
    {
        using var hash = md5.Length == 0 ? null : IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var piece = new byte[PieceSize];
        try
        {
            foreach (var partId in partIds)
            {
                await using var content = await blobs.OpenReadAsync(tenant, partId, cancellationToken);
                while (await content.ReadAsync(piece, cancellationToken) is > 0 and var length)
                {
                    hash?.AppendData(piece.AsSpan(0, length));
                    await making.WriteAsync(piece.AsMemory(0, length), cancellationToken);
                }
            }
        }
        catch (FileNotFoundException missing)
        {
            // Another call has ended the upload, and deleted its parts, meanwhile.
            (await GetAsync(tenant, uploadId, cancellationToken)).CheckPending(clock.GetUtcNow());
            throw new FastchatException(ErrorReason.DataUnreadable, "The bytes of a part are gone: begin another upload.", "part_ids", missing);
        }

        if (hash is not null && Convert.ToHexStringLower(hash.GetHashAndReset()) is var actual && !actual.Equals(md5, StringComparison.OrdinalIgnoreCase))
            throw FastchatException.InvalidValue("md5", $"The parts have the MD5 {actual} together, but md5 is {md5}.");
    }

    // What is left when this fails is found by the sweeper.
    private async Task DeletePartsAsync(TenantId tenant, string uploadId)
    {
        try
        {
            foreach (var part in await uploads.ListPartsAsync(tenant, uploadId, CancellationToken.None))
            {
                await blobs.DeleteAsync(tenant, part.Id, CancellationToken.None);
                await uploads.DeletePartAsync(tenant, part.Id, CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            Log.PartsLeft(logger, uploadId, e);
        }
    }
}
