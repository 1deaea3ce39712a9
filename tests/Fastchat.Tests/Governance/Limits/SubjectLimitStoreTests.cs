using System.Collections.Concurrent;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.Governance.Limits;

public sealed class SubjectLimitStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private SubjectLimitStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _store = new SubjectLimitStore(_rooms.Database, _rooms.Clock);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Set_Twice_KeepsTheLast()
    {
        await _store.SetAsync(_rooms.Tenant, "user:ann", new LimitSettings { RequestsPerDay = 1, TokensPerMinute = 2 }, Ct);
        await _store.SetAsync(_rooms.Tenant, "user:ann", new LimitSettings { RequestsPerDay = 3 }, Ct);

        Assert.Equal(new LimitSettings { RequestsPerDay = 3 }, Assert.Single(await _store.AllAsync(_rooms.Tenant, Ct)).Settings);
    }

    [Fact]
    public async Task List_Pages_AreBySubjectAndOfTheTenantAlone()
    {
        foreach (var subject in (string[])["user:b", "key:a", "user:a"]) await _store.SetAsync(_rooms.Tenant, subject, new LimitSettings { RequestsPerDay = 1 }, Ct);
        await _store.SetAsync(_rooms.OtherTenant, "key:theirs", new LimitSettings { RequestsPerDay = 1 }, Ct);

        var first = await _store.ListAsync(_rooms.Tenant, 2, after: null, Ct);
        var second = await _store.ListAsync(_rooms.Tenant, 2, first.Items[^1].Subject, Ct);

        Assert.Equal(["key:a", "user:a"], first.Items.Select(l => l.Subject));
        Assert.Equal(["user:b"], second.Items.Select(l => l.Subject));
        Assert.Equal((true, false), (first.HasMore, second.HasMore));
    }

    [Fact]
    public async Task Delete_OfAnotherTenant_LeavesItThere()
    {
        await _store.SetAsync(_rooms.Tenant, "user:ann", new LimitSettings { RequestsPerDay = 1 }, Ct);

        Assert.False(await _store.DeleteAsync(_rooms.OtherTenant, "user:ann", Ct));
        Assert.Single(await _store.AllAsync(_rooms.Tenant, Ct));
        Assert.True(await _store.DeleteAsync(_rooms.Tenant, "user:ann", Ct));
        Assert.Empty(await _store.AllAsync(_rooms.Tenant, Ct));
    }

    [Fact]
    public async Task Set_AnyTenant_IsTold()
    {
        var told = new ConcurrentQueue<TenantId?>();
        using var watch = _store.Watch(told.Enqueue);

        await _store.SetAsync(_rooms.Tenant, "user:ann", new LimitSettings { RequestsPerDay = 1 }, Ct);

        await Eventually.IsTrueAsync(() => told.Contains(_rooms.Tenant));
    }
}
