using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Limits;
using Grpc.Core;

namespace Fastchat.Files.Uploads;

/// <summary>The door of uploads in OpenAI's shape.</summary>
public sealed class UploadsService(UploadLibrary library, UploadLimiter limiter) : Contracts.OpenAI.V1.UploadsService.UploadsServiceBase
{
    /// <inheritdoc />
    public override async Task<CreateUploadResponse> CreateUpload(CreateUploadRequest request, ServerCallContext context) => new()
    {
        Upload = ToMessage(await library.CreateAsync(
            context.Tenant(), request.Filename, request.Purpose, request.Bytes, FileShapes.Lifetime(request.ExpiresAfter), context.Caller().UserId, context.CancellationToken)),
    };

    /// <inheritdoc />
    public override async Task<CreateUploadPartResponse> CreateUploadPart(IAsyncStreamReader<CreateUploadPartRequest> requestStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.UploadId is not { Length: > 0 } uploadId) throw FastchatException.MissingField("upload_id");
        await using var part = await library.BeginPartAsync(context.Tenant(), uploadId, context.CancellationToken);
        part.Charge = await limiter.BeginAsync(context.Caller(), context.CancellationToken);
        do
        {
            if (requestStream.Current.Data is { Length: > 0 } data) await part.WriteAsync(data.Memory, context.CancellationToken);
        }
        while (await requestStream.MoveNext(context.CancellationToken));

        var stored = await part.CompleteAsync(context.CancellationToken);
        return new CreateUploadPartResponse
        {
            Part = new UploadPart { Id = stored.Id, Object = "upload.part", CreatedAt = stored.CreatedAt.ToUnixTimeSeconds(), UploadId = uploadId },
        };
    }

    /// <inheritdoc />
    public override async Task<CompleteUploadResponse> CompleteUpload(CompleteUploadRequest request, ServerCallContext context)
    {
        var (upload, file) = await library.CompleteAsync(context.Tenant(), request.UploadId, request.PartIds, request.Md5, context.CancellationToken);
        return new CompleteUploadResponse { Upload = ToMessage(upload, file) };
    }

    /// <inheritdoc />
    public override async Task<CancelUploadResponse> CancelUpload(CancelUploadRequest request, ServerCallContext context) =>
        new() { Upload = ToMessage(await library.CancelAsync(context.Tenant(), request.UploadId, context.CancellationToken)) };

    private static Upload ToMessage(UploadRecord upload, StoredFile? file = null) => new()
    {
        Id = upload.Id,
        Object = "upload",
        Bytes = upload.SizeBytes,
        CreatedAt = upload.CreatedAt.ToUnixTimeSeconds(),
        ExpiresAt = upload.ExpiresAt.ToUnixTimeSeconds(),
        Filename = upload.Filename,
        Purpose = upload.Purpose,
        Status = upload.Stored.ToString().ToLowerInvariant(),
        File = file is null ? null : FileShapes.ToObject(file),
    };
}
