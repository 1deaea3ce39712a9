using Dapper;
using Fastchat.Storage;
using Fastchat.Testing;

namespace Fastchat.Governance.Identity;

public sealed class KeyRingTests : IAsyncLifetime
{
    private const string AdminKey = "fc_admin";

    private TestRooms _rooms = null!;
    private KeyRing _ring = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _ring = new KeyRing(_rooms.Keys, _rooms.TenantStore, new IdentityOptions(AdminKey), _rooms.Clock);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Find_TenantsKey_IsTheTenant()
    {
        var key = await AddKeyAsync();

        var caller = await _ring.FindAsync(key, Ct);

        Assert.Equal(_rooms.Tenant, caller?.Tenant);
        Assert.DoesNotContain(key, caller!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_AdminKey_IsTheOperator() => Assert.Same(Caller.Admin, await _ring.FindAsync(AdminKey, Ct));

    [Theory]
    [InlineData("fc_unknown")]
    [InlineData("fc_admin ")]
    [InlineData("FC_ADMIN")]
    [InlineData("")]
    public async Task Find_OtherKey_IsNobody(string key) => Assert.Null(await _ring.FindAsync(key, Ct));

    [Fact]
    public async Task Find_RevokedKey_IsForgottenAtOnce()
    {
        var key = await AddKeyAsync();
        Assert.NotNull(await _ring.FindAsync(key, Ct));

        await _rooms.Keys.ReplaceAsync(_rooms.Tenant, ApiKey.Hash(ApiKey.New()), "tests", "nothing", Ct);

        await Eventually.IsTrueAsync(async () => await _ring.FindAsync(key, Ct) is null);
    }

    [Fact]
    public async Task Find_KeyDeletedByHand_IsForgottenAfterFiveMinutes()
    {
        // Added by hand too: an announcement on its way would make the ring forget.
        var key = ApiKey.New();
        await _rooms.Database.WriteAsync(_rooms.Tenant, c => _rooms.Keys.AddAsync(c, _rooms.Tenant, ApiKey.Hash(key), "tests"), Ct);
        Assert.NotNull(await _ring.FindAsync(key, Ct));
        await _rooms.Database.WriteAsync(StorageScope.Operator, c => c.ExecuteAsync("DELETE FROM api_keys"), Ct);

        _rooms.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.NotNull(await _ring.FindAsync(key, Ct));
        _rooms.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await _ring.FindAsync(key, Ct));
    }

    [Fact]
    public async Task Find_KeyAddedAfterItWasTried_IsFoundAtOnce()
    {
        var key = ApiKey.New();
        Assert.Null(await _ring.FindAsync(key, Ct));

        await _rooms.Keys.AddAsync(_rooms.Tenant, ApiKey.Hash(key), "tests", Ct);

        Assert.Equal(_rooms.Tenant, (await _ring.FindAsync(key, Ct))?.Tenant);
    }

    private async Task<string> AddKeyAsync()
    {
        var key = ApiKey.New();
        await _rooms.Keys.AddAsync(_rooms.Tenant, ApiKey.Hash(key), "tests", Ct);
        return key;
    }
}
