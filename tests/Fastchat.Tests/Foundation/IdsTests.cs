using Fastchat.Testing;

namespace Fastchat.Foundation;

public sealed class IdsTests
{
    private static readonly TenantId Tenant = new("0123456789");

    [Fact]
    public void New_LaterId_SortsBehindEarlier()
    {
        var clock = new FakeClock();
        var ids = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            ids.Add(Ids.New(Ids.File, Tenant, clock));
            clock.Advance(TimeSpan.FromMilliseconds(1 + (i * i * 1000)));
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void New_SameMillisecond_IsAnotherId()
    {
        var clock = new FakeClock();

        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => Ids.New(Ids.Run, Tenant, clock)).Distinct().Count());
    }

    [Fact]
    public void IsOwned_OwnId_IsTrue() => Assert.True(Ids.IsOwned(Ids.New(Ids.Collection, Tenant, TimeProvider.System), Ids.Collection, Tenant));

    [Theory]
    [InlineData("")]
    [InlineData("file-")]
    [InlineData("vs_012345678900000000000000000000")]
    [InlineData("file-9876543210" + "00000000000000000000")]
    [InlineData("file-0123456789" + "0000000000000000000")]
    [InlineData("file-0123456789" + "000000000000000000000")]
    [InlineData("FILE-0123456789" + "00000000000000000000")]
    public void IsOwned_OtherPrefixTenantOrLength_IsFalse(string id) => Assert.False(Ids.IsOwned(id, Ids.File, Tenant));

    [Fact]
    public void Tenants_New_AreWellFormed()
    {
        var tenant = TenantId.New();

        Assert.Matches("^[0-9a-hjkmnp-tv-z]{10}$", tenant.Value);
        Assert.NotEqual(tenant, TenantId.New());
    }
}
