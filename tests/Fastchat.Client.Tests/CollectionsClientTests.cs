using Fastchat.Contracts.Retrieval.V1;
using Grpc.Core;

namespace Fastchat.Client.Tests;

public sealed class CollectionsClientTests
{
    private static readonly AddDocumentOptions AtOnce = new() { PollInterval = TimeSpan.Zero };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Create_WithMetadata_GivesTheCollection()
    {
        await using var server = await FakeServer.StartAsync();

        var collection = await server.Client.Collections.CreateAsync("notes", new Dictionary<string, string> { ["team"] = "red" }, Token);

        Assert.Equal(new Collection { CollectionId = "vs_1", Name = "notes", Metadata = { ["team"] = "red" } }, collection);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task AddAndWait_InProgressThenCompleted_GivesTheCompletedDocument()
    {
        await using var server = await FakeServer.StartAsync();
        foreach (var status in new[] { DocumentStatus.InProgress, DocumentStatus.InProgress, DocumentStatus.Completed })
            server.Collections.States.Enqueue(new Document { Status = status });

        var document = await server.Client.Collections.AddAndWaitAsync("vs_1", "file-1", AtOnce, Token);

        Assert.Equal(DocumentStatus.Completed, document.Status);
        Assert.Empty(server.Collections.States);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task AddAndWait_ThereAlready_DoesNotLookAgain()
    {
        await using var server = await FakeServer.StartAsync();
        server.Collections.States.Enqueue(new Document { Status = DocumentStatus.Completed });

        await server.Client.Collections.AddAndWaitAsync(
            "vs_1", "file-1", new AddDocumentOptions { Attributes = new Dictionary<string, string> { ["a"] = "b" }, Chunking = new ChunkingPolicy { MaxChunkTokens = 200 } }, Token);

        var expected = new AddDocumentRequest { CollectionId = "vs_1", FileId = "file-1", Attributes = { ["a"] = "b" }, Chunking = new ChunkingPolicy { MaxChunkTokens = 200 } };
        Assert.Equal(expected, server.Collections.Added);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task AddAndWait_Failed_ThrowsWithTheReason()
    {
        await using var server = await FakeServer.StartAsync();
        server.Collections.States.Enqueue(new Document { Status = DocumentStatus.InProgress });
        server.Collections.States.Enqueue(new Document
        {
            Status = DocumentStatus.Failed,
            Filename = "scan.pdf",
            Error = new DocumentError { Code = "file_has_no_text", Message = "there is no text in it." },
        });

        var failure = await Assert.ThrowsAsync<IngestionException>(() => server.Client.Collections.AddAndWaitAsync("vs_1", "file-1", AtOnce, Token));

        Assert.Equal((StatusCode.InvalidArgument, "FILE_HAS_NO_TEXT"), (failure.Code, failure.Reason));
        Assert.Equal("scan.pdf was not made searchable: there is no text in it.", failure.Message);
        Assert.Equal(DocumentStatus.Failed, failure.Document.Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task AddAndWait_Cancelled_Throws()
    {
        await using var server = await FakeServer.StartAsync();
        server.Collections.States.Enqueue(new Document { Status = DocumentStatus.Cancelled, FileId = "file-1" });

        var failure = await Assert.ThrowsAsync<IngestionException>(() => server.Client.Collections.AddAndWaitAsync("vs_1", "file-1", AtOnce, Token));

        Assert.Equal("CANCELLED", failure.Reason);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Calls_Others_ReachTheirMethods()
    {
        await using var server = await FakeServer.StartAsync();
        var collections = server.Client.Collections;
        server.Collections.States.Enqueue(new Document { Stage = "embed" });

        Assert.Equal("vs_7", (await collections.GetAsync("vs_7", Token)).CollectionId);
        Assert.Equal("embed", (await collections.GetDocumentAsync("vs_1", "file-1", Token)).Stage);
        await foreach (var collection in collections.ListAsync(pageSize: 3).WithCancellation(Token)) Assert.Equal("vs_3", collection.CollectionId);
        await foreach (var document in collections.ListDocumentsAsync("vs_4").WithCancellation(Token)) Assert.Equal("vs_4", document.CollectionId);
        Assert.Equal("COLLECTION_NOT_FOUND", (await Assert.ThrowsAsync<NotFoundException>(() => collections.DeleteAsync("vs_9", Token))).Reason);
        Assert.Equal("DOCUMENT_NOT_FOUND", (await Assert.ThrowsAsync<NotFoundException>(() => collections.RemoveDocumentAsync("vs_1", "file-9", Token))).Reason);
    }
}
