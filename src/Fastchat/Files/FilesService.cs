using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Limits;
using Grpc.Core;

namespace Fastchat.Files;

/// <summary>The door of files in OpenAI's shape.</summary>
public sealed class FilesService(FileLibrary library, UploadLimiter limiter) : Contracts.OpenAI.V1.FilesService.FilesServiceBase
{
    private const int MaxPage = 10_000;
    private const int FrameSize = 64 * 1024;

    /// <inheritdoc />
    public override async Task<CreateFileResponse> CreateFile(IAsyncStreamReader<CreateFileRequest> requestStream, ServerCallContext context)
    {
        await using var upload = await library.BeginUploadAsync(context.Tenant(), context.CancellationToken);
        upload.User = context.Caller().UserId;
        upload.Charge = await limiter.BeginAsync(context.Caller(), context.CancellationToken);
        var expires = new ExpiresAfter();
        var isFile = false;
        await foreach (var frame in requestStream.ReadAllAsync(context.CancellationToken))
        {
            isFile |= frame.Filename.Length > 0 || frame.Data.Length > 0;
            if (frame.Filename.Length > 0) upload.Filename = frame.Filename;
            if (frame.Purpose.Length > 0) upload.Purpose = frame.Purpose;
            if (frame.ExpiresAfter is not null) expires.MergeFrom(frame.ExpiresAfter);
            if (frame.Data.Length > 0) await upload.WriteAsync(frame.Data.Memory, context.CancellationToken);
        }

        if (!isFile) throw FastchatException.MissingField("file");
        upload.Lifetime = FileShapes.Lifetime(expires);
        return new CreateFileResponse { File = FileShapes.ToObject(await upload.CompleteAsync(context.CancellationToken)) };
    }

    /// <inheritdoc />
    public override async Task<ListFilesResponse> ListFiles(ListFilesRequest request, ServerCallContext context)
    {
        var query = OpenAIPages.Query(context.Tenant(), Ids.File, request.HasLimit ? request.Limit : MaxPage, MaxPage, request.After, before: "", request.Order);
        var page = await library.ListAsync(context.Tenant(), request.Purpose, query, context.CancellationToken);
        var response = new ListFilesResponse { Object = "list", Data = { page.Items.Select(FileShapes.ToObject) }, HasMore = page.HasMore };
        if (page.Items is [var first, ..])
        {
            response.FirstId = first.Id;
            response.LastId = page.Items[^1].Id;
        }

        return response;
    }

    /// <inheritdoc />
    public override async Task<GetFileResponse> GetFile(GetFileRequest request, ServerCallContext context) =>
        new() { File = FileShapes.ToObject(await library.GetAsync(context.Tenant(), request.FileId, context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task GetFileContent(GetFileContentRequest request, IServerStreamWriter<GetFileContentResponse> responseStream, ServerCallContext context)
    {
        var (file, content) = await library.OpenAsync(context.Tenant(), request.FileId, context.CancellationToken);
        await using (content)
        {
            await responseStream.WriteAsync(new GetFileContentResponse { Filename = file.Filename, ContentType = file.ContentType, SizeBytes = file.SizeBytes });
            await foreach (var piece in content.ReadPiecesAsync(FrameSize, context.CancellationToken))
                await responseStream.WriteAsync(new GetFileContentResponse { Data = piece });
        }
    }

    /// <inheritdoc />
    public override async Task<DeleteFileResponse> DeleteFile(DeleteFileRequest request, ServerCallContext context)
    {
        await library.DeleteAsync(context.Tenant(), request.FileId, context.CancellationToken);
        return new DeleteFileResponse { Id = request.FileId, Object = "file", Deleted = true };
    }
}
