using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Foundation;
using Fastchat.Providers.Documents;
using Fastchat.Retrieval.Collections;

namespace Fastchat.Retrieval.Ingestion;

public sealed class IngestorTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private string _collection = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _collection = await _rooms.CreateCollectionAsync();
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Run_File_CanBeFoundAndIsCounted()
    {
        var fileId = await AttachAsync("zebras.txt", "Zebras live in the savanna of Africa.");

        await RunAsync(fileId, new PlainTextDecoder());

        var document = await DocumentAsync(fileId);
        Assert.Equal((DocumentStatus.Completed, Stages.Done, 1d, 1), (document.Status, document.Stage, document.Progress, document.ChunkCount));
        Assert.True(document.UsageBytes > "Zebras live in the savanna of Africa.".Length);
        var (passages, _) = await _rooms.Retriever.SearchAsync(_rooms.Tenant, [_collection], "Where do zebras live?", null, null, "x", Ct);
        Assert.Equal((fileId, "zebras.txt", "Zebras live in the savanna of Africa."), (passages[0].FileId, passages[0].Filename, passages[0].Text));
    }

    [Fact]
    public async Task Run_Twice_HasTheSamePassagesOnce()
    {
        var fileId = await AttachAsync("zebras.txt", "Zebras live in the savanna of Africa.");

        await RunAsync(fileId, new PlainTextDecoder());
        await RunAsync(fileId, new PlainTextDecoder());

        Assert.Equal(1, await _rooms.CountPassagesAsync(_collection, fileId));
    }

    [Theory]
    [InlineData("picture.png", "\u0089PNG\r\n\u001a\n", ErrorReason.FileTypeUnsupported)]
    [InlineData("paper.pdf", "Only words.", ErrorReason.FileTypeMismatch)]
    [InlineData("blank.txt", " \n\t ", ErrorReason.FileHasNoText)]
    public async Task Run_FilesOwnFault_EndsAsFailedWithItsReason(string filename, string content, ErrorReason reason)
    {
        var file = await _rooms.UploadAsync(filename, System.Text.Encoding.Latin1.GetBytes(content));
        await _rooms.AttachAsync(_collection, file.Id);

        await RunAsync(file.Id, new PlainTextDecoder());

        await AssertFailedAsync(file.Id, reason, filename);
    }

    [Theory]
    [InlineData(ErrorReason.FileUnreadable)]
    [InlineData(ErrorReason.DecoderMissing)]
    public async Task Run_DecoderRefuses_EndsAsFailedWithItsReason(ErrorReason reason)
    {
        var fileId = await AttachAsync("a.txt", "words");

        await RunAsync(fileId, FakeDecoder.Failing(new FastchatException(reason, "a.txt cannot be read.")));

        await AssertFailedAsync(fileId, reason, "a.txt");
    }

    [Fact]
    public async Task Run_FaultThatMayPass_IsTriedAgain()
    {
        var fileId = await AttachAsync("a.txt", "words");

        await Assert.ThrowsAsync<FastchatException>(() => RunAsync(fileId, FakeDecoder.Failing(new FastchatException(ErrorReason.UpstreamUnavailable, "Away."))));
        await Assert.ThrowsAsync<IOException>(() => RunAsync(fileId, FakeDecoder.Failing(new IOException("The disk is full."))));

        Assert.Equal(DocumentStatus.InProgress, (await DocumentAsync(fileId)).Status);
    }

    [Fact]
    public async Task Run_CancelledByShutdown_StaysInProgress()
    {
        var fileId = await AttachAsync("a.txt", "words");
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var ingestor = _rooms.Ingestor(new FakeDecoder(async cancellationToken =>
        {
            await stopping.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return new DecodedDocument([]);
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ingestor.RunAsync(_rooms.JobOf(_collection, fileId), stopping.Token));

        Assert.Equal(DocumentStatus.InProgress, (await DocumentAsync(fileId)).Status);
    }

    [Fact]
    public async Task Run_WhileItIsRead_SaysSo()
    {
        var fileId = await AttachAsync("a.txt", "words");
        DocumentRecord? seen = null;

        await RunAsync(fileId, new FakeDecoder(async _ =>
        {
            seen = await DocumentAsync(fileId);
            return new DecodedDocument([new DecodedPage(null, "words")]);
        }));

        Assert.Equal((DocumentStatus.InProgress, Stages.Extract), (seen!.Status, seen.Stage));
    }

    [Fact]
    public async Task Run_DocumentRemovedBefore_DoesNothing()
    {
        var fileId = await AttachAsync("a.txt", "words");
        await _rooms.Collections.RemoveDocumentAsync(_rooms.Tenant, _collection, fileId, Ct);

        await RunAsync(fileId, FakeDecoder.Failing(new InvalidOperationException("It must not be read.")));
    }

    [Fact]
    public async Task GiveUp_NoCause_IsInterrupted()
    {
        var fileId = await AttachAsync("a.txt", "words");

        await _rooms.Ingestor().GiveUpAsync(_rooms.JobOf(_collection, fileId, attempt: 4), null, Ct);

        await AssertFailedAsync(fileId, ErrorReason.Interrupted, "server stopped");
    }

    [Fact]
    public async Task GiveUp_RefusalAsCause_IsTold()
    {
        var fileId = await AttachAsync("a.txt", "words");

        await _rooms.Ingestor().GiveUpAsync(_rooms.JobOf(_collection, fileId, 3), new FastchatException(ErrorReason.UpstreamUnavailable, "The embedder is away."), Ct);

        await AssertFailedAsync(fileId, ErrorReason.UpstreamUnavailable, "The embedder is away.");
    }

    [Fact]
    public async Task GiveUp_OtherCause_IsInternalAndTellsNoSecret()
    {
        var fileId = await AttachAsync("a.txt", "words");
        var job = _rooms.JobOf(_collection, fileId, 3);

        await _rooms.Ingestor().GiveUpAsync(job, new IOException("/var/secret is full"), Ct);

        await AssertFailedAsync(fileId, ErrorReason.Internal, job.Id);
        Assert.DoesNotContain("secret", (await DocumentAsync(fileId)).ErrorMessage!, StringComparison.Ordinal);
    }

    private async Task<string> AttachAsync(string filename, string text)
    {
        var file = await _rooms.UploadAsync(filename, text);
        await _rooms.AttachAsync(_collection, file.Id);
        return file.Id;
    }

    private Task RunAsync(string fileId, DocumentDecoder decoder) => _rooms.Ingestor(decoder).RunAsync(_rooms.JobOf(_collection, fileId), Ct);

    private Task<DocumentRecord> DocumentAsync(string fileId) => _rooms.Collections.GetDocumentAsync(_rooms.Tenant, _collection, fileId, Ct);

    private async Task AssertFailedAsync(string fileId, ErrorReason reason, string words)
    {
        var document = await DocumentAsync(fileId);
        Assert.Equal((DocumentStatus.Failed, ErrorTable.Code(reason)), (document.Status, document.ErrorCode));
        Assert.Contains(words, document.ErrorMessage!, StringComparison.Ordinal);
        Assert.Equal(0, await _rooms.CountPassagesAsync(_collection, fileId));
    }
}
