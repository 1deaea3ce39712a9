using Dapper;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Storage;
using Fastchat.Testing;

namespace Fastchat.Governance.Tenants;

public sealed class TenantStoreTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private Database _database = null!;
    private TenantStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.OpenAsync(Ct);
        _store = new TenantStore(_database, _clock);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task List_PagesOfOne_HoldEveryTenantOnceNewestFirst(int millisecondsBetween)
    {
        for (var i = 0; i < 5; i++)
        {
            await AddAsync($"tenant-{i}");
            _clock.Advance(TimeSpan.FromMilliseconds(millisecondsBetween));
        }

        var all = await _store.ListAsync(100, null, Ct);
        var paged = new List<TenantRecord>();
        string? after = null;
        for (var more = true; more;)
        {
            var page = await _store.ListAsync(1, after, Ct);
            paged.AddRange(page.Items);
            (more, after) = (page.HasMore, page.Items[^1].Id.Value);
        }

        Assert.Equal(5, all.Items.Count);
        Assert.Equal(all.Items.Select(t => t.Id), paged.Select(t => t.Id));
        if (millisecondsBetween > 0) Assert.Equal(["tenant-4", "tenant-3", "tenant-2", "tenant-1", "tenant-0"], paged.Select(t => t.Name));
    }

    [Fact]
    public async Task List_FirstMadeIsTheNewest_IsNotListedTwice()
    {
        var first = await AddAsync("first");
        var later = new List<TenantRecord>();
        while (later.All(t => string.CompareOrdinal(t.Id.Value, first.Id.Value) < 0)) later.Add(await AddAsync($"tenant-{later.Count}"));
        await _database.WriteAsync(StorageScope.Operator, c => c.ExecuteAsync("UPDATE tenants SET created_at = created_at + 1 WHERE tenant_id = @id", new { id = first.Id.Value }), Ct);

        var cursor = later.MaxBy(t => t.Id.Value, StringComparer.Ordinal)!.Id.Value;
        Assert.DoesNotContain(first.Id, (await _store.ListAsync(100, cursor, Ct)).Items.Select(t => t.Id));
    }

    [Fact]
    public async Task Change_OneOfTwo_LeavesTheOther()
    {
        var (one, two) = (await AddAsync("one"), await AddAsync("two"));

        await _store.UpdateAsync(one.Id, "One", TenantStatus.Suspended, Ct);
        await _store.MergeConfigAsync(one.Id, new TenantConfig { Prompts = new PromptSettings { Greeting = "hello" } }, Ct);

        var (found, other) = ((await _store.FindAsync(one.Id, Ct))!, (await _store.FindAsync(two.Id, Ct))!);
        Assert.Equal(("One", TenantStatus.Suspended, "hello"), (found.DisplayName, found.Status, found.Config.Prompts.Greeting));
        Assert.Equal(("", TenantStatus.Active), (other.DisplayName, other.Status));
        Assert.Null(other.Config.Prompts);
    }

    [Fact]
    public async Task SuspendAndRemove_OneOfTwo_LeavesTheOther()
    {
        var (one, two) = (await AddAsync("one"), await AddAsync("two"));

        await _database.WriteAsync(StorageScope.Operator, c => TenantStore.SuspendAsync(c, one.Id), Ct);
        Assert.Equal(TenantStatus.Active, (await _store.FindAsync(two.Id, Ct))!.Status);
        await _store.RemoveAsync(one.Id, Ct);

        Assert.Null(await _store.FindAsync(one.Id, Ct));
        Assert.NotNull(await _store.FindAsync(two.Id, Ct));
    }

    [Fact]
    public async Task Resume_AnotherIsBeingErased_Resumes()
    {
        var (one, two) = (await AddAsync("one"), await AddAsync("two"));
        await _database.WriteAsync(StorageScope.Operator, c => c.ExecuteAsync(
            """
            INSERT INTO erasures (tenant_id, erasure_id, kind, user_id, subject_hash, ordered_by, step, state, problem, begun_at, lease_until, run_after)
            VALUES (@tenant, 'erasure_1', 'tenant', '', '', '', 'done', @nothing, '', 0, 0, 0)
            """,
            new { tenant = two.Id.Value, nothing = Array.Empty<byte>() }), Ct);

        Assert.Equal(TenantStatus.Active, (await _store.UpdateAsync(one.Id, null, TenantStatus.Active, Ct))!.Status);
    }

    private async Task<TenantRecord> AddAsync(string name) => (await _store.AddAsync(name, new TenantConfig(), Ct))!;
}
