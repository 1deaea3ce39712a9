using System.Data.Common;
using System.Security.Cryptography;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Limits;

namespace Fastchat.Files;

/// <summary>One upload under way: takes frames in any order of description and data, and ends as a stored file or as nothing.</summary>
public sealed class FileUpload : IAsyncDisposable
{
    private readonly TenantId _tenant;
    private readonly string _id;
    private readonly FileStore _files;
    private readonly BlobStore _blobs;
    private readonly BlobDraft _draft;
    private readonly FileOptions _options;
    private readonly TimeProvider _clock;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _head = new();
    private long _size;

    internal FileUpload(TenantId tenant, string id, FileStore files, BlobStore blobs, BlobDraft draft, FileOptions options, TimeProvider clock)
    {
        _tenant = tenant;
        _id = id;
        _files = files;
        _blobs = blobs;
        _draft = draft;
        _options = options;
        _clock = clock;
    }

    /// <summary>The id that the file will have.</summary>
    public string Id => _id;

    /// <summary>The file's name; the last one set counts.</summary>
    public string Filename { get; set; } = "";

    /// <summary>What the file is for; the last one set counts.</summary>
    public string Purpose { get; set; } = "";

    /// <summary>How long after the upload the file is deleted by itself; null for never.</summary>
    public TimeSpan? Lifetime { get; set; }

    /// <summary>The user within the tenant; null for nobody.</summary>
    public string? User { get; set; }

    /// <summary>What the bytes are taken from; null where uploads are not limited.</summary>
    public UploadCharge? Charge { get; set; }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="FastchatException">FILE_TOO_LARGE or RATE_LIMIT_EXCEEDED.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _size += bytes.Length;
        if (_size > _options.MaxFileSize)
            throw new FastchatException(ErrorReason.FileTooLarge, $"The file is larger than {_options.MaxFileSize / (1024 * 1024)} MiB.", "file");
        if (Charge is not null) await Charge.AddAsync(bytes.Length, cancellationToken);
        _hash.AppendData(bytes.Span);
        if (_head.Length < FileTypeDetector.HeadLength)
            _head.Write(bytes.Span[..(int)Math.Min(bytes.Length, FileTypeDetector.HeadLength - _head.Length)]);
        await _draft.WriteAsync(bytes, cancellationToken);
    }

    /// <summary>Stores the file.</summary>
    /// <param name="cancellationToken">Gives up before the bytes are kept.</param>
    /// <param name="within">What is written in the same transaction; when it fails, there is no file.</param>
    /// <exception cref="FastchatException">MISSING_FIELD, INVALID_VALUE, FILE_EMPTY or RATE_LIMIT_EXCEEDED.</exception>
    public async Task<StoredFile> CompleteAsync(CancellationToken cancellationToken, Func<DbConnection, Task>? within = null)
    {
        var name = FileRules.Name(Filename);
        FileRules.CheckPurpose(Purpose);
        if (_size == 0) throw new FastchatException(ErrorReason.FileEmpty, $"{name} has no bytes.", "file");
        var type = FileTypeDetector.Detect(_head.GetBuffer().AsSpan(0, (int)_head.Length), name);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(_clock.GetUtcNow().ToUnixTimeMilliseconds());
        var file = new StoredFile(_id, name, type.ContentType, type.Kind, _size, Convert.ToHexStringLower(_hash.GetHashAndReset()), Purpose, now, now + Lifetime, User ?? "");

        if (Charge is not null) await Charge.EndAsync(cancellationToken);

        // The blob first: a description without bytes would be a file that cannot be read.
        await _draft.CommitAsync(cancellationToken);
        await DescribeAsync(file, within);
        return file;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await _head.DisposeAsync();
        await _draft.DisposeAsync();
    }

    // Not under the caller's token: from here on, bytes without a description would be nobody's.
    private async Task DescribeAsync(StoredFile file, Func<DbConnection, Task>? within)
    {
        try
        {
            await _files.AddAsync(_tenant, file, CancellationToken.None, within);
        }
        catch
        {
            await _blobs.DeleteAsync(_tenant, _id, CancellationToken.None);
            throw;
        }
    }
}
