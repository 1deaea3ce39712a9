using System.Text;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Files.Uploads;

public sealed class UploadLibraryTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rooms = await TestRooms.OpenAsync(files: new FileOptions { MaxFileSize = 1000 });

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Create_Upload_IsAsItWasAskedFor()
    {
        var upload = await CreateAsync(7, "C:\\Temp\\a.txt", TimeSpan.FromDays(1), "ann");

        Assert.Equal(("a.txt", "user_data", 7L, TimeSpan.FromDays(1), "ann"), (upload.Filename, upload.Purpose, upload.SizeBytes, upload.Lifetime, upload.User));
        Assert.Equal((_rooms.Clock.GetUtcNow(), TimeSpan.FromHours(1)), (upload.CreatedAt, upload.ExpiresAt - upload.CreatedAt));
        Assert.Equal(upload, await _rooms.UploadStore.FindAsync(_rooms.Tenant, upload.Id, Ct));
    }

    [Theory]
    [InlineData("", "user_data", 1, ErrorReason.MissingField, "filename")]
    [InlineData("a.txt", "fun", 1, ErrorReason.InvalidValue, "purpose")]
    [InlineData("a.txt", "user_data", 0, ErrorReason.InvalidValue, "bytes")]
    [InlineData("a.txt", "user_data", 1001, ErrorReason.FileTooLarge, "bytes")]
    public async Task Create_WrongDescription_NamesTheField(string filename, string purpose, long bytes, ErrorReason reason, string param) =>
        await AssertRefusedAsync(reason, param, () => _rooms.Uploads.CreateAsync(_rooms.Tenant, filename, purpose, bytes, null, null, Ct));

    [Fact]
    public async Task Complete_Parts_AreAFileInTheirOrderAndGone()
    {
        var upload = await CreateAsync(6, lifetime: TimeSpan.FromHours(2), user: "ann");
        var (second, first, unused) = (await AddAsync(upload, "def"), await AddAsync(upload, "abc"), await AddAsync(upload, "abc"));

        var (ended, file) = await CompleteAsync(upload, "", first.Id, second.Id);

        Assert.Equal("abcdef", await ReadAsync(file.Id));
        Assert.Equal((upload.Filename, upload.Purpose, "ann", file.CreatedAt + TimeSpan.FromHours(2)), (file.Filename, file.Purpose, file.User, file.ExpiresAt));
        Assert.Equal((UploadStatus.Completed, file.Id), (ended.Stored, ended.FileId));
        Assert.Equal(ended, await _rooms.UploadStore.FindAsync(_rooms.Tenant, upload.Id, Ct));
        Assert.Equal([file.Id], await BlobsAsync());
        Assert.False(await _rooms.UploadStore.HasPartAsync(_rooms.Tenant, unused.Id, Ct));
    }

    [Fact]
    public async Task Complete_AgainOrCancelledAfterwards_IsRefusedWithTheFile()
    {
        var upload = await CreateAsync(3);
        var part = await AddAsync(upload, "abc");
        var (_, file) = await CompleteAsync(upload, "", part.Id);

        foreach (var call in new Func<Task>[] { () => CompleteAsync(upload, "", part.Id), () => CancelAsync(upload), () => AddAsync(upload, "abc") })
            Assert.Contains(file.Id, (await AssertRefusedAsync(ErrorReason.UploadNotPending, "upload_id", call)).Message, StringComparison.Ordinal);
        Assert.Single((await _rooms.Files.ListAsync(_rooms.Tenant, "", new PageQuery(10), Ct)).Items);
    }

    [Fact]
    public async Task Complete_PartsThatAreNotTheFile_NamesThemAndLeavesNothingBehind()
    {
        var (upload, other) = (await CreateAsync(6), await CreateAsync(6));
        var (part, foreign) = (await AddAsync(upload, "abc"), await AddAsync(other, "def"));

        await AssertRefusedAsync(ErrorReason.MissingField, "part_ids", () => CompleteAsync(upload, ""));
        await AssertRefusedAsync(ErrorReason.InvalidValue, "part_ids", () => CompleteAsync(upload, "", [.. Enumerable.Repeat(part.Id, 1001)]));
        await AssertRefusedAsync(ErrorReason.InvalidValue, "part_ids", () => CompleteAsync(upload, "", part.Id));
        await AssertRefusedAsync(ErrorReason.InvalidValue, "part_ids[1]", () => CompleteAsync(upload, "", part.Id, part.Id));
        await AssertRefusedAsync(ErrorReason.UploadNotFound, "part_ids[1]", () => CompleteAsync(upload, "", part.Id, foreign.Id));

        Assert.Equal(new[] { part.Id, foreign.Id }.Order(), (await BlobsAsync()).Order());
        Assert.Equal(upload, await _rooms.UploadStore.FindAsync(_rooms.Tenant, upload.Id, Ct));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("00000000000000000000000000000000")]
    public async Task Complete_WrongMd5_IsRefusedAndTheRightOneIsNot(string md5)
    {
        var upload = await CreateAsync(3);
        var part = await AddAsync(upload, "abc");

        await AssertRefusedAsync(ErrorReason.InvalidValue, "md5", () => CompleteAsync(upload, md5, part.Id));

        // RFC 1321's own example.
        await CompleteAsync(upload, "900150983CD24fb0d6963f7d28e17f72", part.Id);
    }

    [Fact]
    public async Task Complete_ManyAtOnceAndACancel_EndsOnce()
    {
        for (var round = 0; round < 10; round++)
        {
            var before = (await _rooms.Files.ListAsync(_rooms.Tenant, "", new PageQuery(100), Ct)).Items.Count;
            var upload = await CreateAsync(3);
            var part = await AddAsync(upload, "abc");

            var calls = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => EndAsync(i == 3 ? () => CancelAsync(upload) : () => CompleteAsync(upload, "", part.Id)))));

            Assert.Equal(5, calls.Count(r => r == ErrorReason.UploadNotPending));
            Assert.Single(calls, r => r is null);
            var ended = (await _rooms.UploadStore.FindAsync(_rooms.Tenant, upload.Id, Ct))!;
            Assert.Equal(before + (ended.Stored == UploadStatus.Completed ? 1 : 0), (await _rooms.Files.ListAsync(_rooms.Tenant, "", new PageQuery(100), Ct)).Items.Count);
        }

        // Whatever the losers had begun is gone: what is left are the files.
        Assert.Equal((await _rooms.Files.ListAsync(_rooms.Tenant, "", new PageQuery(100), Ct)).Items.Select(f => f.Id).Order(), (await BlobsAsync()).Order());
    }

    [Fact]
    public async Task Complete_BytesOfAPartGone_SaysSo()
    {
        var upload = await CreateAsync(3);
        var part = await AddAsync(upload, "abc");
        await _rooms.Blobs.DeleteAsync(_rooms.Tenant, part.Id, Ct);

        await AssertRefusedAsync(ErrorReason.DataUnreadable, "part_ids", () => CompleteAsync(upload, "", part.Id));
    }

    [Fact]
    public async Task Cancel_Upload_LeavesNoPart()
    {
        var upload = await CreateAsync(3);
        await AddAsync(upload, "abc");

        var ended = await CancelAsync(upload);

        Assert.Equal(UploadStatus.Cancelled, ended.Stored);
        Assert.Empty(await BlobsAsync());
        Assert.Empty(await _rooms.UploadStore.ListPartsAsync(_rooms.Tenant, upload.Id, Ct));
        await AssertRefusedAsync(ErrorReason.UploadNotPending, "upload_id", () => CancelAsync(upload));
    }

    [Fact]
    public async Task AnyCall_AfterTheHour_IsRefused()
    {
        var upload = await CreateAsync(3);
        var part = await AddAsync(upload, "abc");
        await using var late = await _rooms.Uploads.BeginPartAsync(_rooms.Tenant, upload.Id, Ct);
        await late.WriteAsync("abc"u8.ToArray(), Ct);
        _rooms.Clock.Advance(TimeSpan.FromHours(1));

        foreach (var call in new Func<Task>[] { () => CompleteAsync(upload, "", part.Id), () => CancelAsync(upload), () => AddAsync(upload, "abc"), () => late.CompleteAsync(Ct) })
            Assert.Contains("expired", (await AssertRefusedAsync(ErrorReason.UploadNotPending, "upload_id", call)).Message, StringComparison.Ordinal);
        Assert.Equal([part.Id], await BlobsAsync());
    }

    [Fact]
    public async Task AnyCall_UploadOfAnotherTenant_IsAsIfThereWereNone()
    {
        var upload = await CreateAsync(3);
        var part = await AddAsync(upload, "abc");

        await AssertRefusedAsync(ErrorReason.UploadNotFound, "upload_id", () => _rooms.Uploads.BeginPartAsync(_rooms.OtherTenant, upload.Id, Ct));
        await AssertRefusedAsync(ErrorReason.UploadNotFound, "upload_id", () => _rooms.Uploads.CompleteAsync(_rooms.OtherTenant, upload.Id, [part.Id], "", Ct));
        await AssertRefusedAsync(ErrorReason.UploadNotFound, "upload_id", () => _rooms.Uploads.CancelAsync(_rooms.OtherTenant, upload.Id, Ct));
        Assert.Equal(upload, await _rooms.UploadStore.FindAsync(_rooms.Tenant, upload.Id, Ct));
    }

    [Fact]
    public async Task Erase_User_TakesUploadsAndNamesTheirParts()
    {
        var (hers, his) = (await CreateAsync(3, user: "ann"), await CreateAsync(3, user: "bob"));
        var (part, _) = (await AddAsync(hers, "abc"), await AddAsync(his, "abc"));
        var ofUser = new UploadsOfUser(_rooms.Database, _rooms.UploadStore);

        Assert.Equal(1, await ofUser.CountAsync(_rooms.Tenant, "ann", Ct));
        Assert.Equal([part.Id], await ofUser.ListFilesAsync(_rooms.Tenant, "ann", Ct));
        await ofUser.EraseAsync(_rooms.Tenant, "ann", Ct);

        Assert.Null(await _rooms.UploadStore.FindAsync(_rooms.Tenant, hers.Id, Ct));
        Assert.Empty(await _rooms.UploadStore.ListPartsAsync(_rooms.Tenant, hers.Id, Ct));
        Assert.Single(await _rooms.UploadStore.ListPartsAsync(_rooms.Tenant, his.Id, Ct));
    }

    private static async Task<FastchatException> AssertRefusedAsync(ErrorReason reason, string param, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<FastchatException>(call);
        Assert.Equal((reason, param), (refusal.Reason, refusal.Param));
        return refusal;
    }

    private static async Task<ErrorReason?> EndAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (FastchatException refused)
        {
            return refused.Reason;
        }
    }

    private Task<UploadRecord> CreateAsync(long bytes, string filename = "a.txt", TimeSpan? lifetime = null, string? user = null) =>
        _rooms.Uploads.CreateAsync(_rooms.Tenant, filename, "user_data", bytes, lifetime, user, Ct);

    private async Task<StoredPart> AddAsync(UploadRecord upload, string text)
    {
        await using var part = await _rooms.Uploads.BeginPartAsync(_rooms.Tenant, upload.Id, Ct);
        await part.WriteAsync(Encoding.UTF8.GetBytes(text), Ct);
        return await part.CompleteAsync(Ct);
    }

    private Task<(UploadRecord Upload, StoredFile File)> CompleteAsync(UploadRecord upload, string md5, params string[] parts) => _rooms.Uploads.CompleteAsync(_rooms.Tenant, upload.Id, parts, md5, Ct);

    private Task<UploadRecord> CancelAsync(UploadRecord upload) => _rooms.Uploads.CancelAsync(_rooms.Tenant, upload.Id, Ct);

    private Task<IReadOnlyList<string>> BlobsAsync() => _rooms.Blobs.ListAsync(_rooms.Tenant, DateTimeOffset.MaxValue, Ct);

    private async Task<string> ReadAsync(string fileId)
    {
        var (_, content) = await _rooms.Files.OpenAsync(_rooms.Tenant, fileId, Ct);
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync(Ct);
    }
}
