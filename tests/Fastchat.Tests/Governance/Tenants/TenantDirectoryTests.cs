using Dapper;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Storage;
using Fastchat.Testing;
using Google.Protobuf;

namespace Fastchat.Governance.Tenants;

public sealed class TenantDirectoryTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rooms = await TestRooms.OpenAsync();

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Create_Tenant_HasAKeyThatIsItsOwn()
    {
        var (tenant, key) = await _rooms.Tenants.CreateAsync("acme", new TenantConfig(), Ct);

        Assert.Equal(tenant.Id, (await _rooms.Keys.FindAsync(ApiKey.Hash(key), Ct))?.Key.Tenant);
        Assert.Equal(tenant, await _rooms.Tenants.GetAsync(tenant.Id.Value, Ct));
    }

    [Fact]
    public async Task Create_NameTaken_IsRefused()
    {
        await _rooms.Tenants.CreateAsync("acme", new TenantConfig(), Ct);

        await AssertRefusedAsync(ErrorReason.TenantExists, "name", () => _rooms.Tenants.CreateAsync("acme", new TenantConfig(), Ct));
    }

    [Fact]
    public async Task Configure_Settings_AreInForceAtOnce()
    {
        Assert.Equal(5, (await _rooms.Tenants.SettingsAsync(_rooms.Tenant, Ct)).TopK);

        await _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, Search(new SearchSettings { TopK = 9 }), Ct);

        Assert.Equal(9, (await _rooms.Tenants.SettingsAsync(_rooms.Tenant, Ct)).TopK);
        Assert.Equal(5, (await _rooms.Tenants.SettingsAsync(_rooms.OtherTenant, Ct)).TopK);
    }

    [Fact]
    public async Task Settings_ChangedByHand_AreSeenAfterFiveMinutes()
    {
        await _rooms.Tenants.SettingsAsync(_rooms.Tenant, Ct);
        await _rooms.Database.WriteAsync(
            StorageScope.Operator,
            c => c.ExecuteAsync("UPDATE tenants SET config = @config", new { config = Search(new SearchSettings { TopK = 9 }).ToByteArray() }), Ct);

        _rooms.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.Equal(5, (await _rooms.Tenants.SettingsAsync(_rooms.Tenant, Ct)).TopK);
        _rooms.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(9, (await _rooms.Tenants.SettingsAsync(_rooms.Tenant, Ct)).TopK);
    }

    [Fact]
    public async Task Settings_ChangedBehindTheDirectory_AreInForceAtOnce()
    {
        await _rooms.Tenants.SettingsAsync(_rooms.Tenant, Ct);

        await _rooms.TenantStore.MergeConfigAsync(_rooms.Tenant, Search(new SearchSettings { TopK = 9 }), Ct);

        await Eventually.IsTrueAsync(async () => (await _rooms.Tenants.SettingsAsync(_rooms.Tenant, Ct)).TopK == 9);
    }

    [Fact]
    public async Task Configure_OneSetting_LeavesTheOthers()
    {
        await _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, Search(new SearchSettings { TopK = 9, SemanticWeight = 0 }), Ct);
        await _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, new TenantConfig { LlmSettings = new ModelSettings { Temperature = 0 } }, Ct);
        await _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, Search(new SearchSettings { SimilarityThreshold = 0 }), Ct);

        var settings = await _rooms.Tenants.SettingsAsync(_rooms.Tenant, Ct);

        Assert.Equal(
            new TenantSettings { TopK = 9, SemanticWeight = 0, SimilarityThreshold = 0, Temperature = 0, Models = settings.Models },
            settings);
    }

    [Fact]
    public async Task Configure_WeightsZeroOneAfterTheOther_IsRefused()
    {
        await _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, Search(new SearchSettings { SemanticWeight = 0 }), Ct);

        await AssertRefusedAsync(
            ErrorReason.InvalidValue, "config.search_settings", () => _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, Search(new SearchSettings { Bm25Weight = 0 }), Ct));

        Assert.Equal((0, 0.3), ((await _rooms.Tenants.SettingsAsync(_rooms.Tenant, Ct)).SemanticWeight, (await _rooms.Tenants.SettingsAsync(_rooms.Tenant, Ct)).Bm25Weight));
    }

    [Fact]
    public async Task AnyCall_UnknownTenant_IsRefused()
    {
        await AssertRefusedAsync(ErrorReason.TenantNotFound, "tenant_id", () => _rooms.Tenants.GetAsync("nobody", Ct));
        await AssertRefusedAsync(ErrorReason.TenantNotFound, "tenant_id", () => _rooms.Tenants.ConfigureAsync("nobody", new TenantConfig(), Ct));
        await AssertRefusedAsync(ErrorReason.TenantNotFound, "tenant_id", () => _rooms.Tenants.SettingsAsync(new TenantId("nobody"), Ct).AsTask());
    }

    [Fact]
    public async Task List_Pages_HoldEveryTenantOnceNewestFirst()
    {
        for (var i = 0; i < 5; i++)
        {
            _rooms.Clock.Advance(TimeSpan.FromDays(3650));
            await _rooms.Tenants.CreateAsync($"t{i}", new TenantConfig(), Ct);
        }

        var first = await _rooms.Tenants.ListAsync(3, after: null, Ct);
        var second = await _rooms.Tenants.ListAsync(10, first.Items[^1].Id.Value, Ct);

        Assert.Equal(["t4", "t3", "t2"], first.Items.Select(t => t.Name));
        Assert.True(first.HasMore);
        Assert.Equal(["first", "second", "t0", "t1"], second.Items.Select(t => t.Name).Order());
        Assert.False(second.HasMore);
    }

    private static TenantConfig Search(SearchSettings settings) => new() { SearchSettings = settings };

    private static async Task AssertRefusedAsync(ErrorReason reason, string param, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<FastchatException>(call);
        Assert.Equal((reason, param), (refusal.Reason, refusal.Param));
    }
}
