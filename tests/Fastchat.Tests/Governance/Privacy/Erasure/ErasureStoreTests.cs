using Dapper;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Storage;
using Fastchat.Testing;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>Each with a neighbour whose erasure has the same id, which no caller can bring about: a statement that forgets its tenant shows nowhere else.</summary>
public sealed class ErasureStoreTests : IAsyncLifetime
{
    private const string Id = "erasure_1";
    private const string Other = "elsewhere";

    private TestRooms _rooms = null!;
    private ErasureStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _store = new ErasureStore(_rooms.Database, _rooms.Clock);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Begin_TenantThatIsNotThere_IsNothing() =>
        Assert.Null(await _store.BeginAsync(Record(new TenantId("aaaaaaaaaa")), "anode", Ct));

    [Fact]
    public async Task Begin_NeighbourIsErasedOnOtherNodes_IsItsOwnWithItsOwnNodes()
    {
        await HoldAsync(_rooms.OtherTenant, Other);
        await _store.BeginAsync(Record(_rooms.OtherTenant, ErasureKind.Tenant), Other, Ct);
        await HoldAsync(_rooms.Tenant, "bnode");

        var begun = (await _store.BeginAsync(Record(_rooms.Tenant, ErasureKind.Tenant), "anode", Ct))!;

        Assert.Equal(_rooms.Tenant, begun.Tenant);
        Assert.Equal(["anode", "bnode"], begun.Nodes.Select(n => n.Node));
        Assert.Equal(_rooms.Tenant, (await _store.FindOfTenantAsync(_rooms.Tenant, Ct))!.Tenant);
    }

    [Fact]
    public async Task FindAndList_BesideANeighbour_AreOfTheTenantAlone()
    {
        await BeginBothAsync();

        Assert.Equal(_rooms.Tenant, (await _store.FindAsync(_rooms.Tenant, Id, Ct))!.Tenant);
        Assert.Equal([_rooms.Tenant], (await _store.ListAsync(_rooms.Tenant, 10, null, Ct)).Items.Select(e => e.Tenant));
        Assert.Equal(2, (await _store.ListAsync(null, 10, null, Ct)).Items.Count);
        Assert.Null(await _store.FindOfTenantAsync(_rooms.Tenant, Ct));
    }

    [Fact]
    public async Task Lease_TwoAreDue_AreTakenOneAfterTheOther()
    {
        await BeginBothAsync();

        var taken = new[] { await LeaseAsync(), await LeaseAsync() };

        Assert.Equal(new[] { _rooms.Tenant, _rooms.OtherTenant }.ToHashSet(), taken.Select(e => e!.Tenant).ToHashSet());
        Assert.Null(await LeaseAsync());
    }

    [Fact]
    public async Task Save_BesideANeighbourOfTheSameOwner_ChangesItsOwn()
    {
        await BeginBothAsync();
        await LeaseAsync();
        await LeaseAsync();

        await _store.SaveAsync(await OwnAsync() with { Step = ErasureStep.Scan }, "me", TimeSpan.FromHours(1), Ct);

        Assert.Equal(ErasureStep.Scan, (await OwnAsync()).Step);
        Assert.Equal(ErasureStep.Count, (await _store.FindAsync(_rooms.OtherTenant, Id, Ct))!.Step);
    }

    [Fact]
    public async Task Save_OnlyTheNeighboursNodeHasConfirmed_RestsAllTheSame()
    {
        await BeginBothAsync();
        await LeaseAsync();
        await LeaseAsync();
        var known = await OwnAsync();
        await _store.ConfirmAsync((await _store.FindAsync(_rooms.OtherTenant, Id, Ct))!, "anode", 1, Ct);

        await _store.SaveAsync(known, "me", TimeSpan.FromHours(1), Ct);

        Assert.Null(await LeaseAsync());
    }

    [Fact]
    public async Task Confirm_BesideANeighbour_ConfirmsItsOwnAndWakesItAlone()
    {
        await BeginBothAsync();
        await LeaseAsync();
        await LeaseAsync();
        foreach (var tenant in new[] { _rooms.Tenant, _rooms.OtherTenant }) await _store.SaveAsync((await _store.FindAsync(tenant, Id, Ct))!, "me", TimeSpan.FromHours(1), Ct);

        await _store.ConfirmAsync(await OwnAsync(), "anode", 7, Ct);

        Assert.Equal(7, Assert.Single((await OwnAsync()).Nodes).Found);
        Assert.Null(Assert.Single((await _store.FindAsync(_rooms.OtherTenant, Id, Ct))!.Nodes).ConfirmedAt);
        Assert.Equal(_rooms.Tenant, (await LeaseAsync())!.Tenant);
        Assert.Null(await LeaseAsync());
    }

    [Fact]
    public async Task ListForNode_OnlyTheNeighboursIsConfirmed_HoldsTheOther()
    {
        await BeginBothAsync();
        await RunAsync($"UPDATE erasures SET step = '{ErasureStep.Scan}'", new { });
        await _store.ConfirmAsync((await _store.FindAsync(_rooms.OtherTenant, Id, Ct))!, "anode", 1, Ct);

        Assert.Equal([_rooms.Tenant], (await _store.ListForNodeAsync("anode", _rooms.Clock.GetUtcNow(), Ct)).Select(e => e.Tenant));
    }

    [Fact]
    public async Task EraseOfUsers_BesideANeighbour_RemovesItsOwn()
    {
        await BeginBothAsync();

        await _store.EraseOfUsersAsync(_rooms.Tenant, Ct);

        Assert.Null(await _store.FindAsync(_rooms.Tenant, Id, Ct));
        Assert.Single((await _store.FindAsync(_rooms.OtherTenant, Id, Ct))!.Nodes);
        Assert.Equal(1, await CountAsync("erasure_nodes"));
    }

    [Fact]
    public async Task EraseOfUsers_NeighboursIsOfAUserAndItsOwnIsNot_LeavesItWithItsNodes()
    {
        await BeginBothAsync();
        await RunAsync("UPDATE erasures SET kind = 'tenant' WHERE tenant_id = @tenant", new { tenant = _rooms.Tenant.Value });

        await _store.EraseOfUsersAsync(_rooms.Tenant, Ct);

        Assert.Single((await OwnAsync()).Nodes);
    }

    [Fact]
    public async Task Rows_BesideANeighbour_AreCountedAndDeletedOfTheTenantAlone()
    {
        await BeginBothAsync();
        foreach (var rows in new[] { new RowStore(_rooms.Database, "erasure_nodes"), new RowStore(_rooms.Database, "erasures", "kind = @value") })
        {
            Assert.Equal(1, await rows.CountAsync(_rooms.Tenant, "user", Ct));
            await rows.DeleteAsync(_rooms.Tenant, "user", Ct);
            Assert.Equal((0, 1), (await rows.CountAsync(_rooms.Tenant, "user", Ct), await rows.CountAsync(_rooms.OtherTenant, "user", Ct)));
        }
    }

    private async Task BeginBothAsync()
    {
        foreach (var tenant in new[] { _rooms.Tenant, _rooms.OtherTenant }) await _store.BeginAsync(Record(tenant), "anode", Ct);
    }

    private ErasureRecord Record(TenantId tenant, ErasureKind kind = ErasureKind.User) => new()
    {
        Tenant = tenant,
        Id = Id,
        Kind = kind,
        User = "ann",
        SubjectHash = "00",
        OrderedBy = "admin",
        Step = ErasureStep.Count,
        State = new ErasureState(),
        BegunAt = _rooms.Clock.GetUtcNow(),
    };

    private Task<ErasureRecord?> LeaseAsync() => _store.LeaseAsync("me", TimeSpan.FromHours(2), Ct);

    private async Task<ErasureRecord> OwnAsync() => (await _store.FindAsync(_rooms.Tenant, Id, Ct))!;

    private Task HoldAsync(TenantId tenant, string node) =>
        RunAsync("INSERT INTO tenant_key_holders (tenant_id, version, node) VALUES (@tenant, 1, @node)", new { tenant = tenant.Value, node });

    private Task<int> CountAsync(string table) => _rooms.Database.ReadAsync(StorageScope.Operator, c => c.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM {table}"), Ct);

    private Task RunAsync(string sql, object parameters) => _rooms.Database.WriteAsync(StorageScope.Operator, c => c.ExecuteAsync(sql, parameters), Ct);
}
