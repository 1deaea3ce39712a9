namespace Fastchat.Governance.Identity;

public sealed class ApiKeyStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rooms = await TestRooms.OpenAsync();

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Replace_TwoOrigins_LeavesKeysOfOthers()
    {
        byte[] admin = ApiKey.Hash("a"), old = ApiKey.Hash("b"), fresh = ApiKey.Hash("c"), generated = ApiKey.Hash("d");
        await _rooms.Keys.AddAsync(_rooms.Tenant, admin, "admin", Ct);
        await _rooms.Keys.AddAsync(_rooms.Tenant, old, "configured", Ct);
        await _rooms.Keys.AddAsync(_rooms.Tenant, generated, "generated", Ct);

        await _rooms.Keys.ReplaceAsync(_rooms.Tenant, fresh, "configured", "generated", Ct);

        Assert.NotNull(await _rooms.Keys.FindAsync(admin, Ct));
        Assert.Null(await _rooms.Keys.FindAsync(old, Ct));
        Assert.Null(await _rooms.Keys.FindAsync(generated, Ct));
        Assert.NotNull(await _rooms.Keys.FindAsync(fresh, Ct));
    }

    [Fact]
    public async Task Replace_SameKey_KeepsItsId()
    {
        var hash = ApiKey.Hash("a");
        await _rooms.Keys.ReplaceAsync(_rooms.Tenant, hash, "configured", "generated", Ct);
        var before = await _rooms.Keys.FindAsync(hash, Ct);

        await _rooms.Keys.ReplaceAsync(_rooms.Tenant, hash, "configured", "generated", Ct);

        Assert.Equal(before, await _rooms.Keys.FindAsync(hash, Ct));
    }
}
