using Fastchat.Testing;

namespace Fastchat.Governance.Privacy.Retention;

public sealed class RetentionStoreTests
{
    [Fact]
    public async Task TryTake_TwoTenants_AreEachTakenOnceInAWhile()
    {
        await using var rooms = await TestRooms.OpenAsync();
        var store = new RetentionStore(rooms.Database, rooms.Clock);
        async Task<bool> TakeAsync(Foundation.TenantId tenant) => await store.TryTakeAsync(tenant, TimeSpan.FromHours(1), TestContext.Current.CancellationToken);

        Assert.Equal((true, true), (await TakeAsync(rooms.Tenant), await TakeAsync(rooms.OtherTenant)));
        Assert.Equal((false, false), (await TakeAsync(rooms.Tenant), await TakeAsync(rooms.OtherTenant)));
        rooms.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((true, true), (await TakeAsync(rooms.Tenant), await TakeAsync(rooms.OtherTenant)));
    }
}
