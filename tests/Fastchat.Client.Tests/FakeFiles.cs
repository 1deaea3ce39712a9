using Fastchat.Contracts.Files.V1;
using Google.Protobuf;
using Grpc.Core;
using File = Fastchat.Contracts.Files.V1.File;

namespace Fastchat.Client.Tests;

/// <summary>Notes the frames of uploads; knows the files "file-1" to "file-5".</summary>
internal sealed class FakeFiles : FileService.FileServiceBase
{
    public List<UploadFileRequest> Frames { get; } = [];

    public List<ListFilesRequest> Listings { get; } = [];

    public Func<DownloadFileRequest, IServerStreamWriter<DownloadFileResponse>, ServerCallContext, Task> Download { get; set; } = (_, _, _) => Task.CompletedTask;

    public override async Task<UploadFileResponse> UploadFile(IAsyncStreamReader<UploadFileRequest> requestStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken)) Frames.Add(requestStream.Current);
        return new UploadFileResponse { File = new File { FileId = "file-1", SizeBytes = Frames.Sum(f => f.Data.Length) } };
    }

    public override Task<GetFileResponse> GetFile(GetFileRequest request, ServerCallContext context)
    {
        if (request.FileId != "file-1") throw Faults.Of(StatusCode.NotFound, $"There is no file {request.FileId}.", "FILE_NOT_FOUND");
        return Task.FromResult(new GetFileResponse { File = new File { FileId = "file-1" } });
    }

    public override Task<ListFilesResponse> ListFiles(ListFilesRequest request, ServerCallContext context)
    {
        Listings.Add(request);
        var from = request.PageToken.Length == 0 ? 1 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
        var page = Enumerable.Range(from, 2).Where(n => n <= 5).Select(n => new File { FileId = $"file-{n}" });
        return Task.FromResult(new ListFilesResponse { Files = { page }, NextPageToken = from + 2 <= 5 ? $"{from + 2}" : "" });
    }

    public override Task DownloadFile(DownloadFileRequest request, IServerStreamWriter<DownloadFileResponse> responseStream, ServerCallContext context) =>
        Download(request, responseStream, context);

    public override Task<DeleteFileResponse> DeleteFile(DeleteFileRequest request, ServerCallContext context) =>
        throw Faults.Of(StatusCode.PermissionDenied, $"The key may not delete {request.FileId}.", "PERMISSION_DENIED");

    public static DownloadFileResponse Data(string text) => new() { Data = ByteString.CopyFromUtf8(text) };
}
