using Fastchat.Contracts.Files.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Limits;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Files;

/// <summary>The native door of files.</summary>
public sealed class FileService(FileLibrary library, UploadLimiter limiter) : Contracts.Files.V1.FileService.FileServiceBase
{
    private const string DefaultPurpose = "user_data";
    private const int FrameSize = 64 * 1024;

    /// <inheritdoc />
    public override async Task<UploadFileResponse> UploadFile(IAsyncStreamReader<UploadFileRequest> requestStream, ServerCallContext context)
    {
        await using var upload = await library.BeginUploadAsync(context.Tenant(), context.CancellationToken);
        upload.User = context.Caller().UserId;
        upload.Charge = await limiter.BeginAsync(context.Caller(), context.CancellationToken);
        upload.Purpose = DefaultPurpose;
        await foreach (var frame in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (frame.FrameCase == UploadFileRequest.FrameOneofCase.Data) await upload.WriteAsync(frame.Data.Memory, context.CancellationToken);
            if (frame.Header is not { } header) continue;
            if (header.Filename.Length > 0) upload.Filename = header.Filename;
            if (header.Purpose.Length > 0) upload.Purpose = header.Purpose;
        }

        return new UploadFileResponse { File = ToMessage(await upload.CompleteAsync(context.CancellationToken)) };
    }

    /// <inheritdoc />
    public override async Task<GetFileResponse> GetFile(GetFileRequest request, ServerCallContext context) =>
        new() { File = ToMessage(await library.GetAsync(context.Tenant(), request.FileId, context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task<ListFilesResponse> ListFiles(ListFilesRequest request, ServerCallContext context)
    {
        var listing = $"files:{context.Tenant().Value}:{request.Purpose}";
        var query = new PageQuery(PageQuery.Size(request.PageSize, 100, 1000), PageToken.Read(listing, request.PageToken));
        var page = await library.ListAsync(context.Tenant(), request.Purpose, query, context.CancellationToken);
        return new ListFilesResponse
        {
            Files = { page.Items.Select(ToMessage) },
            NextPageToken = page.HasMore ? PageToken.Create(listing, page.Items[^1].Id) : "",
        };
    }

    /// <inheritdoc />
    public override async Task DownloadFile(DownloadFileRequest request, IServerStreamWriter<DownloadFileResponse> responseStream, ServerCallContext context)
    {
        var (file, content) = await library.OpenAsync(context.Tenant(), request.FileId, context.CancellationToken);
        await using (content)
        {
            await responseStream.WriteAsync(new DownloadFileResponse { File = ToMessage(file) });
            await foreach (var piece in content.ReadPiecesAsync(FrameSize, context.CancellationToken))
                await responseStream.WriteAsync(new DownloadFileResponse { Data = piece });
        }
    }

    /// <inheritdoc />
    public override async Task<DeleteFileResponse> DeleteFile(DeleteFileRequest request, ServerCallContext context)
    {
        await library.DeleteAsync(context.Tenant(), request.FileId, context.CancellationToken);
        return new DeleteFileResponse();
    }

    private static Contracts.Files.V1.File ToMessage(StoredFile file) => new()
    {
        FileId = file.Id,
        Filename = file.Filename,
        ContentType = file.ContentType,
        SizeBytes = file.SizeBytes,
        Sha256 = file.Sha256,
        Purpose = file.Purpose,
        CreateTime = Timestamp.FromDateTimeOffset(file.CreatedAt),
        ExpireTime = file.ExpiresAt is { } expires ? Timestamp.FromDateTimeOffset(expires) : null,
    };
}
