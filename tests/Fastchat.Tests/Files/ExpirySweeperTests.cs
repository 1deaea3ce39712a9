using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.Files;

public sealed class ExpirySweeperTests : IAsyncLifetime
{
    private readonly CapturedLog<ExpirySweeper> _log = new();
    private TestRooms _rooms = null!;
    private ExpirySweeper _sweeper = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _sweeper = new ExpirySweeper(
            _rooms.FileStore, _rooms.Files, new OrphanedBlobs(_rooms.FileStore, _rooms.UploadStore, _rooms.Blobs, _rooms.TenantStore, _rooms.Clock), _rooms.Clock, _log);
    }

    public async ValueTask DisposeAsync()
    {
        _sweeper.Dispose();
        await _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Sweep_SomeExpired_DeletesThoseAlone()
    {
        var brief = await _rooms.UploadAsync("brief.txt", "words", TimeSpan.FromHours(1));
        var longer = await _rooms.UploadAsync("longer.txt", "words", TimeSpan.FromHours(2));
        var lasting = await _rooms.UploadAsync("lasting.txt", "words");

        _rooms.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await _sweeper.SweepAsync(Ct));
        _rooms.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await _sweeper.SweepAsync(Ct));

        await AssertGoneAsync(brief);
        Assert.Equal([longer, lasting], (await _rooms.Files.ListAsync(_rooms.Tenant, "", new PageQuery(10), Ct)).Items.OrderByDescending(f => f.Filename));
    }

    [Fact]
    public async Task Run_TimePasses_SweepsByItself()
    {
        var brief = await _rooms.UploadAsync("brief.txt", "words", TimeSpan.FromMinutes(1));
        await _sweeper.StartAsync(Ct);

        await Eventually.IsTrueAsync(async () =>
        {
            _rooms.Clock.Advance(TimeSpan.FromMinutes(1));
            return await _rooms.FileStore.FindAsync(_rooms.Tenant, brief.Id, Ct) is null;
        });

        await _sweeper.StopAsync(Ct);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task Start_BytesWithoutAFile_DeletesThem()
    {
        await _rooms.WriteOrphanAsync(_rooms.Tenant);
        _rooms.AdvanceBeyondToday();

        await _sweeper.StartAsync(Ct);

        await Eventually.IsTrueAsync(async () => (await _rooms.Blobs.ListAsync(_rooms.Tenant, DateTimeOffset.MaxValue, Ct)).Count == 0);
        await _sweeper.StopAsync(Ct);
    }

    private async Task AssertGoneAsync(StoredFile file) =>
        Assert.Equal(ErrorReason.FileNotFound, (await Assert.ThrowsAsync<FastchatException>(() => _rooms.Files.GetAsync(_rooms.Tenant, file.Id, Ct))).Reason);
}
