using Fastchat.Foundation;

namespace Fastchat.Governance.Workspaces;

public sealed class WorkspaceStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private WorkspaceStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _store = new WorkspaceStore(_rooms.Database, _rooms.Clock);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Workspace_RenamedArchivedRestored_KeepsTheRest()
    {
        var made = (await _store.AddAsync(_rooms.Tenant, "Support", Ct))!;
        Assert.Equal("Sales", (await _store.UpdateAsync(_rooms.Tenant, made.Id, "Sales", null, Ct))!.Name);
        var archived = (await _store.UpdateAsync(_rooms.Tenant, made.Id, null, true, Ct))!;
        _rooms.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(("Sales", archived.ArchivedAt), ((await _store.UpdateAsync(_rooms.Tenant, made.Id, null, true, Ct))!.Name, (await _store.FindAsync(_rooms.Tenant, made.Id, Ct))!.ArchivedAt));
        Assert.NotNull(archived.ArchivedAt);
        Assert.Null((await _store.UpdateAsync(_rooms.Tenant, made.Id, null, false, Ct))!.ArchivedAt);
    }

    [Fact]
    public async Task Workspace_OfAnotherTenant_CannotBeReadOrChanged()
    {
        var made = (await _store.AddAsync(_rooms.Tenant, "Support", Ct))!;

        Assert.Null(await _store.FindAsync(_rooms.OtherTenant, made.Id, Ct));
        Assert.Null(await _store.UpdateAsync(_rooms.OtherTenant, made.Id, "theirs", true, Ct));
        Assert.Empty((await _store.ListAsync(_rooms.OtherTenant, new PageQuery(10), Ct)).Items);
        Assert.Equal(made, Assert.Single((await _store.ListAsync(_rooms.Tenant, new PageQuery(10), Ct)).Items));
    }
}
