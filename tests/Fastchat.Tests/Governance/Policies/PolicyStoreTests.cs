using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;

namespace Fastchat.Governance.Policies;

public sealed class PolicyStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private PolicyStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _store = new PolicyStore(_rooms.Database, _rooms.Clock);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Rule_AddedReplacedDeleted_IsReadAsItIs()
    {
        var made = (await _store.AddAsync(_rooms.Tenant, Spec("first"), Ct))!;
        Assert.Equal(made, await _store.FindAsync(_rooms.Tenant, made.Id, Ct));
        _rooms.Clock.Advance(TimeSpan.FromSeconds(1));

        var changed = await _store.ReplaceAsync(_rooms.Tenant, made.Id, Spec("second"), Ct);
        Assert.Equal(("second", made.CreatedAt, made.CreatedAt + TimeSpan.FromSeconds(1)), (changed!.Spec.Name, changed.CreatedAt, changed.UpdatedAt));

        Assert.True(await _store.DeleteAsync(_rooms.Tenant, made.Id, Ct));
        Assert.False(await _store.DeleteAsync(_rooms.Tenant, made.Id, Ct));
        Assert.Null(await _store.FindAsync(_rooms.Tenant, made.Id, Ct));
    }

    [Fact]
    public async Task Rule_OfAnotherTenant_CannotBeReadChangedOrDeleted()
    {
        var made = (await _store.AddAsync(_rooms.Tenant, Spec("mine"), Ct))!;

        Assert.Null(await _store.FindAsync(_rooms.OtherTenant, made.Id, Ct));
        Assert.Null(await _store.ReplaceAsync(_rooms.OtherTenant, made.Id, Spec("theirs"), Ct));
        Assert.False(await _store.DeleteAsync(_rooms.OtherTenant, made.Id, Ct));
        Assert.Empty((await _store.AllAsync(_rooms.OtherTenant, Ct)).Rules);
        Assert.Equal("mine", Assert.Single((await _store.AllAsync(_rooms.Tenant, Ct)).Rules).Spec.Name);
    }

    [Fact]
    public async Task Default_NotSet_AllowsAndThenIsWhatWasSet()
    {
        Assert.Equal(PolicyEffect.Allow, (await _store.AllAsync(_rooms.Tenant, Ct)).ByDefault);

        await _store.SetDefaultAsync(_rooms.Tenant, PolicyEffect.Deny, Ct);
        Assert.Equal(PolicyEffect.Deny, (await _store.AllAsync(_rooms.Tenant, Ct)).ByDefault);
        await _store.SetDefaultAsync(_rooms.Tenant, PolicyEffect.Allow, Ct);
        Assert.Equal(PolicyEffect.Allow, (await _store.ListAsync(_rooms.Tenant, new PageQuery(10), Ct)).ByDefault);
        Assert.Equal(PolicyEffect.Allow, (await _store.AllAsync(_rooms.OtherTenant, Ct)).ByDefault);
    }

    [Fact]
    public async Task List_Pages_AreNewestFirst()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            await _store.AddAsync(_rooms.Tenant, Spec(name), Ct);
            _rooms.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        var (first, _) = await _store.ListAsync(_rooms.Tenant, new PageQuery(2), Ct);
        var (second, _) = await _store.ListAsync(_rooms.Tenant, new PageQuery(2, first.Items[^1].Id), Ct);

        Assert.Equal(["c", "b"], first.Items.Select(r => r.Spec.Name));
        Assert.Equal(["a"], second.Items.Select(r => r.Spec.Name));
        Assert.Equal((true, false), (first.HasMore, second.HasMore));
    }

    private static PolicyRuleSpec Spec(string name) => new() { Name = name, Effect = PolicyEffect.Deny, Models = { "gpt-*" } };
}
