using Dapper;
using Fastchat.Chat.Completions;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Runs;
using Fastchat.Storage;
using Fastchat.Testing;

namespace Fastchat.Governance.Privacy.Retention;

public sealed class RetentionSweeperTests : IAsyncLifetime
{
    private readonly CapturedLog<RetentionSweeper> _log = new();
    private TestRooms _rooms = null!;
    private RunStore _runs = null!;
    private CompletionStore _completions = null!;
    private RetentionSweeper _sweeper = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _runs = new RunStore(_rooms.Database, _rooms.DataKeys, _rooms.Node, _rooms.Clock);
        _completions = new CompletionStore(_rooms.Database, _rooms.DataKeys, _rooms.Clock);
        _sweeper = NewSweeper();
    }

    public async ValueTask DisposeAsync()
    {
        _sweeper.Dispose();
        await _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Run_RunsOlderThanTheirDays_GoAndYoungerAndOtherTenantsStay()
    {
        await _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, new TenantConfig { Retention = new RetentionSettings { RunsDays = 30 } }, Ct);
        await EndedAsync(_rooms.Tenant, "run_old");
        await EndedAsync(_rooms.OtherTenant, "run_other");
        await _runs.BeginAsync(_rooms.Tenant, "run_still_going", "scripted", Ct);
        _rooms.Clock.Advance(TimeSpan.FromDays(30));
        await EndedAsync(_rooms.Tenant, "run_new");
        await _sweeper.SweepAsync(Ct);
        Assert.Equal(["run_new", "run_old", "run_other", "run_still_going"], await IdsAsync("runs", "run_id"));

        _rooms.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(1));
        await _sweeper.SweepAsync(Ct);

        Assert.Equal(["run_new", "run_other", "run_still_going"], await IdsAsync("runs", "run_id"));
    }

    [Fact]
    public async Task Run_MoreThanABatch_RemovesThemAll()
    {
        await _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, new TenantConfig { Retention = new RetentionSettings { CompletionsDays = 1 } }, Ct);
        await _completions.AddAsync(_rooms.Tenant, new ChatCompletion { Id = "chatcmpl-0" }, new ChatCompletionParams(), Ct);
        await _rooms.Database.WriteAsync(
            StorageScope.Operator,
            async c =>
            {
                for (var i = 1; i < 2500; i++)
                {
                    await c.ExecuteAsync(
                        "INSERT INTO chat_completions (tenant_id, completion_id, body, created_at) SELECT tenant_id, @id, body, created_at FROM chat_completions WHERE completion_id = 'chatcmpl-0'",
                        new { id = $"chatcmpl-{i}" });
                }
            },
            Ct);
        _rooms.Clock.Advance(TimeSpan.FromDays(2));

        await _sweeper.SweepAsync(Ct);

        Assert.Empty(await IdsAsync("chat_completions", "completion_id"));
    }

    [Fact]
    public async Task Run_FilesTooOld_ExpireNowAndThoseWithAnEarlierEndKeepIt()
    {
        await _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, new TenantConfig { Retention = new RetentionSettings { FilesDays = 7 } }, Ct);
        var old = await _rooms.UploadAsync("old.txt", "words");
        _rooms.Clock.Advance(TimeSpan.FromDays(8));
        var fresh = await _rooms.UploadAsync("fresh.txt", "words");
        using var expiry = new ExpirySweeper(
            _rooms.FileStore, _rooms.Files, new OrphanedBlobs(_rooms.FileStore, _rooms.UploadStore, _rooms.Blobs, _rooms.TenantStore, _rooms.Clock), _rooms.Clock, new CapturedLog<ExpirySweeper>());

        await _sweeper.SweepAsync(Ct);
        Assert.Equal(1, await expiry.SweepAsync(Ct));

        Assert.Null(await _rooms.FileStore.FindAsync(_rooms.Tenant, old.Id, Ct));
        Assert.Null((await _rooms.FileStore.FindAsync(_rooms.Tenant, fresh.Id, Ct))!.ExpiresAt);
    }

    [Fact]
    public async Task Run_NothingSaid_KeepsEverythingForEver()
    {
        await _rooms.Tenants.ConfigureAsync(_rooms.Tenant.Value, new TenantConfig { Retention = new RetentionSettings { RunsDays = 0 } }, Ct);
        await EndedAsync(_rooms.Tenant, "run_old");
        await EndedAsync(_rooms.OtherTenant, "run_other");
        _rooms.Clock.Advance(TimeSpan.FromDays(10_000));

        await _sweeper.SweepAsync(Ct);

        Assert.Equal(["run_old", "run_other"], await IdsAsync("runs", "run_id"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(36_501)]
    public async Task Configure_DaysOutOfRange_IsRefusedByName(int days)
    {
        var refused = await Assert.ThrowsAsync<FastchatException>(() => _rooms.Tenants.ConfigureAsync(
            _rooms.Tenant.Value, new TenantConfig { Retention = new RetentionSettings { FilesDays = days } }, Ct));

        Assert.Equal("config.retention.files_days", refused.Param);
    }

    [Fact]
    public async Task Run_TwoNodesAtOnce_OneDoesIt()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new RetentionStore(_rooms.Database, _rooms.Clock).TryTakeAsync(_rooms.Tenant, TimeSpan.FromHours(1), Ct)));

        Assert.Single(taken, t => t);
    }

    [Fact]
    public async Task Run_OneClassFails_TheOtherTenantIsDone()
    {
        foreach (var tenant in (TenantId[])[_rooms.Tenant, _rooms.OtherTenant])
        {
            await _rooms.Tenants.ConfigureAsync(tenant.Value, new TenantConfig { Retention = new RetentionSettings { RunsDays = 1 } }, Ct);
            await EndedAsync(tenant, $"run_{tenant}");
        }

        _rooms.Clock.Advance(TimeSpan.FromDays(2));
        using var sweeper = new RetentionSweeper([new Failing(_rooms.Tenant), .. Classes()], new RetentionStore(_rooms.Database, _rooms.Clock), _rooms.TenantStore, _rooms.Clock, _log);

        await sweeper.SweepAsync(Ct);

        Assert.Equal([$"run_{_rooms.Tenant}"], await IdsAsync("runs", "run_id"));
        Assert.Single(_log.Entries, e => e.Exception is IOException);
    }

    private RetentionSweeper NewSweeper() => new(Classes(), new RetentionStore(_rooms.Database, _rooms.Clock), _rooms.TenantStore, _rooms.Clock, _log);

    private IRetained[] Classes() =>
    [
        new RetainedRows(_rooms.Database, RetainedClass.Runs, "runs", "created_at < @value AND status <> 'in_progress'"),
        new RetainedRows(_rooms.Database, RetainedClass.Completions, "chat_completions"),
        new FileRetention(_rooms.FileStore, _rooms.Clock),
    ];

    private async Task EndedAsync(TenantId tenant, string run)
    {
        await _runs.BeginAsync(tenant, run, "scripted", Ct);
        await _runs.CompleteAsync(tenant, new Completion(), RunTails.Of(run), Ct);
    }

    private async Task<IEnumerable<string>> IdsAsync(string table, string column) =>
        (await _rooms.Database.ReadAsync(StorageScope.Operator, c => c.QueryAsync<string>($"SELECT {column} FROM {table}"), Ct)).Order();

    private sealed class Failing(TenantId tenant) : IRetained
    {
        public RetainedClass Class => RetainedClass.Runs;

        public Task<int> ExpireAsync(TenantId of, DateTimeOffset before, int most, CancellationToken cancellationToken) =>
            of == tenant ? throw new IOException("broken") : Task.FromResult(0);
    }
}
