using Fastchat.Testing;

namespace Fastchat.Files.Uploads;

public sealed class UploadSweeperTests : IAsyncLifetime
{
    private readonly CapturedLog<UploadSweeper> _log = new();
    private TestRooms _rooms = null!;
    private UploadSweeper _sweeper = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _sweeper = new UploadSweeper(_rooms.UploadStore, _rooms.Blobs, _rooms.Clock, _log);
    }

    public async ValueTask DisposeAsync()
    {
        _sweeper.Dispose();
        await _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Sweep_HourOver_TakesThePartsAndADayLaterTheUpload()
    {
        var early = await BeginAsync();
        _rooms.Clock.Advance(TimeSpan.FromMinutes(1));
        var late = await BeginAsync();

        _rooms.Clock.Advance(TimeSpan.FromMinutes(59));
        await _sweeper.SweepAsync(Ct);
        Assert.Equal((0, 1), (await CountAsync(early), await CountAsync(late)));
        Assert.Single(await _rooms.Blobs.ListAsync(_rooms.Tenant, DateTimeOffset.MaxValue, Ct));

        // Whoever comes late hears that it expired.
        _rooms.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMilliseconds(1));
        await _sweeper.SweepAsync(Ct);
        Assert.Equal(UploadStatus.Expired, (await _rooms.UploadStore.FindAsync(_rooms.Tenant, early.Id, Ct))?.StatusAt(_rooms.Clock.GetUtcNow()));
        _rooms.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await _sweeper.SweepAsync(Ct);
        Assert.Null(await _rooms.UploadStore.FindAsync(_rooms.Tenant, early.Id, Ct));
        Assert.NotNull(await _rooms.UploadStore.FindAsync(_rooms.Tenant, late.Id, Ct));
        Assert.Empty(await _rooms.Blobs.ListAsync(_rooms.Tenant, DateTimeOffset.MaxValue, Ct));
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task Sweep_PartsOfAnEndedUploadThatAProcessLeft_TakesThem()
    {
        var upload = await BeginAsync();
        await _rooms.UploadStore.CancelAsync(_rooms.Tenant, upload.Id, _rooms.Clock.GetUtcNow(), Ct);

        _rooms.Clock.Advance(TimeSpan.FromHours(1));
        await _sweeper.SweepAsync(Ct);

        Assert.Equal(0, await CountAsync(upload));
        Assert.Empty(await _rooms.Blobs.ListAsync(_rooms.Tenant, DateTimeOffset.MaxValue, Ct));
    }

    [Fact]
    public async Task Sweep_MorePartsThanAtOnce_TakesThemAll()
    {
        var upload = await BeginAsync(150);

        _rooms.Clock.Advance(TimeSpan.FromHours(1));
        await _sweeper.SweepAsync(Ct);

        Assert.Equal(0, await CountAsync(upload));
    }

    private async Task<UploadRecord> BeginAsync(int parts = 1)
    {
        var upload = await _rooms.Uploads.CreateAsync(_rooms.Tenant, "a.txt", "user_data", parts, null, null, Ct);
        for (var i = 0; i < parts; i++)
        {
            await using var part = await _rooms.Uploads.BeginPartAsync(_rooms.Tenant, upload.Id, Ct);
            await part.WriteAsync(new byte[1], Ct);
            await part.CompleteAsync(Ct);
        }

        return upload;
    }

    private async Task<int> CountAsync(UploadRecord upload) => (await _rooms.UploadStore.ListPartsAsync(_rooms.Tenant, upload.Id, Ct)).Count;
}
