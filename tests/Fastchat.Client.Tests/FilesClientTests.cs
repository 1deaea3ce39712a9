using System.Text;
using Fastchat.Contracts.Files.V1;
using Grpc.Core;
using File = Fastchat.Contracts.Files.V1.File;

namespace Fastchat.Client.Tests;

public sealed class FilesClientTests
{
    private const int MiB = 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Upload_Stream_SendsHeaderThenFramesOfOneMebibyte()
    {
        await using var server = await FakeServer.StartAsync();
        var content = new byte[(2 * MiB) + 5];
        new Random(1).NextBytes(content);

        var file = await server.Client.Files.UploadAsync(
            new MemoryStream(content), "a.bin", new UploadOptions { ContentType = "application/x-a", Purpose = "assistants" }, Token);

        Assert.Equal(content.Length, file.SizeBytes);
        var frames = server.Files.Frames;
        Assert.Equal(new FileHeader { Filename = "a.bin", ContentType = "application/x-a", Purpose = "assistants" }, frames[0].Header);
        Assert.Equal([MiB, MiB, 5], frames.Skip(1).Select(f => f.Data.Length));
        Assert.Equal(content, frames.Skip(1).SelectMany(f => f.Data.ToByteArray()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Upload_StreamThatGivesFewBytesAtATime_StillFillsFrames()
    {
        await using var server = await FakeServer.StartAsync();

        await server.Client.Files.UploadAsync(new TricklingStream(MiB + 1), "a.bin", cancellationToken: Token);

        Assert.Equal([MiB, 1], server.Files.Frames.Skip(1).Select(f => f.Data.Length));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Upload_Path_SendsTheNameWithoutFolders()
    {
        await using var server = await FakeServer.StartAsync();
        var path = Path.Combine(Directory.CreateTempSubdirectory("fastchat-").FullName, "note.txt");
        await System.IO.File.WriteAllTextAsync(path, "hello", Token);

        await server.Client.Files.UploadAsync(path, cancellationToken: Token);

        Assert.Equal("note.txt", server.Files.Frames[0].Header.Filename);
        Assert.Equal("hello", server.Files.Frames[1].Data.ToStringUtf8());
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Upload_PathThatIsNotThere_IsTheFileSystemsError()
    {
        await using var server = await FakeServer.StartAsync();

        await Assert.ThrowsAsync<FileNotFoundException>(() => server.Client.Files.UploadAsync("/tmp/fastchat-no-such-file", cancellationToken: Token));

        Assert.Empty(server.Files.Frames);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Get_UnknownFile_ThrowsNotFoundWithReason()
    {
        await using var server = await FakeServer.StartAsync();

        Assert.Equal("file-1", (await server.Client.Files.GetAsync("file-1", Token)).FileId);
        var failure = await Assert.ThrowsAsync<NotFoundException>(() => server.Client.Files.GetAsync("file-9", Token));

        Assert.Equal((StatusCode.NotFound, "FILE_NOT_FOUND", "There is no file file-9."), (failure.Code, failure.Reason, failure.Message));
        Assert.False(failure.Retryable);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Delete_NotAllowed_Throws()
    {
        await using var server = await FakeServer.StartAsync();

        var failure = await Assert.ThrowsAsync<FastchatApiException>(() => server.Client.Files.DeleteAsync("file-1", Token));

        Assert.Equal("PERMISSION_DENIED", failure.Reason);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task List_ManyPages_GivesAllItemsAndFetchesPagesWhenReached()
    {
        await using var server = await FakeServer.StartAsync();

        var ids = new List<string>();
        await foreach (var file in server.Client.Files.ListAsync("assistants", pageSize: 2).WithCancellation(Token))
        {
            ids.Add(file.FileId);
            Assert.Equal((ids.Count + 1) / 2, server.Files.Listings.Count);
        }

        Assert.Equal(["file-1", "file-2", "file-3", "file-4", "file-5"], ids);
        Assert.All(server.Files.Listings, listing => Assert.Equal(("assistants", 2), (listing.Purpose, listing.PageSize)));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task List_FromAToken_GivesTheRestPageByPage()
    {
        await using var server = await FakeServer.StartAsync();

        var pages = new List<string>();
        await foreach (var page in server.Client.Files.ListAsync().ByPageAsync("3", Token)) pages.Add(string.Join(',', page.Items.Select(f => f.FileId)));

        Assert.Equal(["file-3,file-4", "file-5"], pages);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Download_File_GivesDescriptionAndBytes()
    {
        await using var server = await FakeServer.StartAsync();
        server.Files.Download = async (request, responses, _) =>
        {
            await responses.WriteAsync(new DownloadFileResponse { File = new File { FileId = request.FileId, Filename = "a.txt" } });
            await responses.WriteAsync(FakeFiles.Data("hel"));
            await responses.WriteAsync(FakeFiles.Data("lo"));
        };

        await using var download = await server.Client.Files.DownloadAsync("file-1", Token);

        Assert.Equal("a.txt", download.File.Filename);
        Assert.Equal("hello", Encoding.UTF8.GetString(await download.ReadBytesAsync(Token)));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Download_UnknownFile_ThrowsBeforeAnyByte()
    {
        await using var server = await FakeServer.StartAsync();
        server.Files.Download = (_, _, _) => throw Faults.Of(StatusCode.NotFound, "There is no such file.", "FILE_NOT_FOUND");

        await Assert.ThrowsAsync<NotFoundException>(() => server.Client.Files.DownloadAsync("file-9", Token));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Download_DisposedEarly_CancelsTheCallAtTheServer()
    {
        await using var server = await FakeServer.StartAsync();
        var cancelled = new TaskCompletionSource();
        server.Files.Download = async (_, responses, context) =>
        {
            context.CancellationToken.Register(() => cancelled.TrySetResult());
            await responses.WriteAsync(new DownloadFileResponse { File = new File { FileId = "file-1" } });
            await cancelled.Task;
        };

        await using (await server.Client.Files.DownloadAsync("file-1", Token))
        {
        }

        await cancelled.Task;
    }
}
