using Fastchat.Contracts.Files.V1;
using Google.Protobuf;
using Grpc.Core;
using File = Fastchat.Contracts.Files.V1.File;

namespace Fastchat.Client;

/// <summary>Files: <c>client.Files</c>.</summary>
public sealed class FilesClient
{
    private const int FrameSize = 1024 * 1024;
    private readonly FileService.FileServiceClient _raw;
    private readonly ApiCalls _calls;

    internal FilesClient(FileService.FileServiceClient raw, ApiCalls calls)
    {
        _raw = raw;
        _calls = calls;
    }

    /// <summary>Uploads a file from disk.</summary>
    /// <exception cref="FastchatApiException">The call failed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<File> UploadAsync(string path, UploadOptions? options = null, CancellationToken cancellationToken = default)
    {
        // Opened before the call begins, so that a missing file is the file system's error and not a failed call.
        await using var content = System.IO.File.OpenRead(path);
        return await UploadAsync(content, Path.GetFileName(path), options, cancellationToken);
    }

    /// <summary>Uploads what is left of a stream, in frames of 1 MiB.</summary>
    /// <exception cref="FastchatApiException">The call failed.</exception>
    public async Task<File> UploadAsync(Stream content, string filename, UploadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var header = new FileHeader { Filename = filename, ContentType = options?.ContentType ?? "", Purpose = options?.Purpose ?? "" };
        using var call = _raw.UploadFile(new CallOptions(cancellationToken: cancellationToken));
        try
        {
            await call.RequestStream.WriteAsync(new UploadFileRequest { Header = header }, cancellationToken);
            await WriteDataAsync(call.RequestStream, content, cancellationToken);
            await call.RequestStream.CompleteAsync();
            return (await call).File;
        }
        catch (RpcException exception)
        {
            throw ApiCalls.Translate(exception, cancellationToken);
        }
    }

    /// <summary>Reads one file's description.</summary>
    /// <exception cref="FastchatApiException">The call failed.</exception>
    public async Task<File> GetAsync(string fileId, CancellationToken cancellationToken = default) =>
        (await _calls.CallAsync(o => _raw.GetFileAsync(new GetFileRequest { FileId = fileId }, o), cancellationToken)).File;

    /// <summary>Lists files, newest first.</summary>
    /// <param name="purpose">Only files of this purpose; null for all.</param>
    /// <param name="pageSize">Files per page; by default the server's.</param>
    public Pages<File> ListAsync(string? purpose = null, int pageSize = 0) => new(async (token, cancellationToken) =>
    {
        var request = new ListFilesRequest { PageSize = pageSize, PageToken = token, Purpose = purpose ?? "" };
        var page = await _calls.CallAsync(o => _raw.ListFilesAsync(request, o), cancellationToken);
        return new Page<File>(page.Files, page.NextPageToken);
    });

    /// <summary>Begins to read a file's bytes.</summary>
    /// <exception cref="FastchatApiException">The call failed.</exception>
    public Task<FileDownload> DownloadAsync(string fileId, CancellationToken cancellationToken = default) =>
        FileDownload.OpenAsync(ApiCalls.StreamAsync(o => _raw.DownloadFile(new DownloadFileRequest { FileId = fileId }, o), cancellationToken), cancellationToken);

    /// <summary>Deletes a file, its bytes and its passages in every collection.</summary>
    /// <exception cref="FastchatApiException">The call failed.</exception>
    public Task DeleteAsync(string fileId, CancellationToken cancellationToken = default) =>
        _calls.CallAsync(o => _raw.DeleteFileAsync(new DeleteFileRequest { FileId = fileId }, o), cancellationToken);

    private static async Task WriteDataAsync(IClientStreamWriter<UploadFileRequest> requests, Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[FrameSize];
        while (await content.ReadAtLeastAsync(buffer, FrameSize, throwOnEndOfStream: false, cancellationToken) is > 0 and var read)
        {
            // Not copied: a frame has been serialised when its write has ended, and only then is the buffer filled anew.
            var data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read));
            await requests.WriteAsync(new UploadFileRequest { Data = data }, cancellationToken);
        }
    }
}
