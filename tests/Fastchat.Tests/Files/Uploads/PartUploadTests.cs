using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Files.Uploads;

public sealed class PartUploadTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rooms = await TestRooms.OpenAsync();

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Complete_NoBytes_IsRefused()
    {
        await using var part = await BeginAsync(1);

        await AssertRefusedAsync(ErrorReason.FileEmpty, "data", () => part.CompleteAsync(Ct));
    }

    [Fact]
    public async Task Write_MoreThanAPartMayHave_IsRefused()
    {
        await using var part = await BeginAsync(1);
        var piece = new byte[4 * 1024 * 1024];
        for (var i = 0; i < 16; i++) await part.WriteAsync(piece, Ct);

        await AssertRefusedAsync(ErrorReason.FileTooLarge, "data", () => part.WriteAsync(piece.AsMemory(0, 1), Ct).AsTask());
    }

    [Fact]
    public async Task Complete_MoreThanTwiceTheFile_IsRefusedAndLeavesNoBytes()
    {
        var upload = await CreateAsync(2);
        await AddAsync(upload, 2);
        var second = await AddAsync(upload, 2);

        await AssertRefusedAsync(ErrorReason.FileTooLarge, "data", () => AddAsync(upload, 1));

        Assert.Equal(2, (await _rooms.UploadStore.ListPartsAsync(_rooms.Tenant, upload.Id, Ct)).Count);
        Assert.Equal(2, (await _rooms.Blobs.ListAsync(_rooms.Tenant, DateTimeOffset.MaxValue, Ct)).Count);
        Assert.True(await _rooms.UploadStore.HasPartAsync(_rooms.Tenant, second.Id, Ct));
    }

    [Fact]
    public async Task Complete_MorePartsThanAnUploadMayHave_IsRefused()
    {
        var upload = await CreateAsync(2000);
        for (var i = 0; i < PartUpload.MaxParts; i++)
            await _rooms.UploadStore.AddPartAsync(_rooms.Tenant, upload.Id, new StoredPart(Ids.New(Ids.UploadPart, _rooms.Tenant, _rooms.Clock), 1, upload.CreatedAt), (_, _, _) => { }, Ct);

        await AssertRefusedAsync(ErrorReason.InvalidValue, "upload_id", () => AddAsync(upload, 1));
    }

    [Fact]
    public async Task Complete_UploadCancelledMeanwhile_IsRefusedAndLeavesNoBytes()
    {
        var upload = await CreateAsync(1);
        await using var part = await _rooms.Uploads.BeginPartAsync(_rooms.Tenant, upload.Id, Ct);
        await part.WriteAsync(new byte[1], Ct);
        await _rooms.Uploads.CancelAsync(_rooms.Tenant, upload.Id, Ct);

        await AssertRefusedAsync(ErrorReason.UploadNotPending, "upload_id", () => part.CompleteAsync(Ct));

        Assert.Empty(await _rooms.Blobs.ListAsync(_rooms.Tenant, DateTimeOffset.MaxValue, Ct));
    }

    private static async Task AssertRefusedAsync(ErrorReason reason, string param, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<FastchatException>(call);
        Assert.Equal((reason, param), (refusal.Reason, refusal.Param));
    }

    private Task<UploadRecord> CreateAsync(long bytes) => _rooms.Uploads.CreateAsync(_rooms.Tenant, "a.txt", "user_data", bytes, null, null, Ct);

    private async Task<PartUpload> BeginAsync(long bytes) => await _rooms.Uploads.BeginPartAsync(_rooms.Tenant, (await CreateAsync(bytes)).Id, Ct);

    private async Task<StoredPart> AddAsync(UploadRecord upload, int bytes)
    {
        await using var part = await _rooms.Uploads.BeginPartAsync(_rooms.Tenant, upload.Id, Ct);
        await part.WriteAsync(new byte[bytes], Ct);
        return await part.CompleteAsync(Ct);
    }
}
