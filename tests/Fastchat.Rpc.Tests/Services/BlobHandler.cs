using System.Security.Cryptography;
using Fastchat.Rpc.WireTest;
using Google.Protobuf;
using Grpc.Core;

namespace Fastchat.Rpc.Services;

/// <summary>Says what was uploaded, and sends bytes named by their number.</summary>
internal sealed class BlobHandler : WireTest.BlobService.BlobServiceBase
{
    public override async Task<UploadResponse> Upload(IAsyncStreamReader<UploadRequest> requestStream, ServerCallContext context)
    {
        var response = new UploadResponse();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (response.Shelf.Length == 0) response.Shelf = request.Shelf;
            if (request.Expires is { } expires) response.Expires = expires.Name;
            if (request.Header is { } header)
            {
                if (header.Filename.Length > 0) response.Filename = header.Filename;
                if (header.ContentType.Length > 0) response.ContentType = header.ContentType;
                if (header.Purpose.Length > 0) response.Purpose = header.Purpose;
                if (header.Note is { } note) response.Note = note.Name;
                if (header.Days != 0) response.Days = header.Days;
            }
            else
            {
                hash.AppendData(request.Data.Span);
                response.Bytes += request.Data.Length;
            }
        }

        response.Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        return response;
    }

    public override async Task Download(DownloadRequest request, IServerStreamWriter<DownloadResponse> responseStream, ServerCallContext context)
    {
        if (request.Id == "missing") throw new RpcException(new Status(StatusCode.NotFound, "There is no such blob."));
        var bytes = ByteString.CopyFrom([.. Enumerable.Range(0, 256).Select(b => (byte)b)]);
        await responseStream.WriteAsync(new DownloadResponse { Filename = "schön.bin", ContentType = request.Id.StartsWith("typed ", StringComparison.Ordinal) ? request.Id["typed ".Length..] : "text/html", Length = 512, Data = bytes });
        if (request.Id == "broken") throw new InvalidOperationException("The disk is gone.");
        await responseStream.WriteAsync(new DownloadResponse { Data = bytes });
    }
}
