using Fastchat.Foundation;
using Fastchat.Storage;
using Fastchat.Storage.Postgres;
using Fastchat.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.Governance.Audit;

public sealed class AuditStoreTests : IAsyncLifetime
{
    private readonly CheckpointSigner _signer = CheckpointSigner.Create();
    private readonly FakeClock _clock = new();
    private Database _database = null!;
    private AuditStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.OpenAsync(Ct);
        _store = new AuditStore(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _signer.Dispose();
    }

    [Fact]
    public async Task Append_Records_ComeBackAsTheyWereInTheirOrder()
    {
        var chain = await _store.WriteAsync(20, _signer);

        var records = await _store.ReadAsync(chain, 0, 100, Ct);

        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), records.Select(r => r.Sequence));
        Assert.All(records, r => Assert.Equivalent(AuditEntries.Of(chain, (int)r.Sequence) with { Sequence = r.Sequence, RecordedAt = AuditEntries.Now, PreviousHash = r.PreviousHash, Hash = r.Hash }, r, strict: true));
        Assert.Null((await VerifyAsync(_store, chain)).Fault);
    }

    [Fact]
    public async Task Append_ToTwoChains_EachHasItsOwnNumbers()
    {
        var (one, other) = (await _store.WriteAsync(3, _signer), await _store.WriteAsync(5, _signer));

        Assert.Equal((3, 5), ((await _store.HeadAsync(one, Ct))!.Sequence, (await _store.HeadAsync(other, Ct))!.Sequence));
        Assert.Equal(new[] { one, other }.OrderBy(c => c.Name, StringComparer.Ordinal), await _store.ChainsAsync(Ct));
    }

    [Fact]
    public async Task Find_WithFilters_GivesWhatFitsNewestFirst()
    {
        var chain = await _store.WriteAsync(20, _signer);

        var byActor = await _store.FindAsync(new AuditQuery(chain, 10) { Actor = "key_4" }, Ct);
        var byOutcome = await _store.FindAsync(new AuditQuery(chain, 2) { Outcome = "permission_denied", Before = 15 }, Ct);
        var byAction = await _store.FindAsync(new AuditQuery(chain, 10) { Action = "fastchat.test.v1.Service/Method1" }, Ct);

        Assert.Equal([4], byActor.Select(r => r.Sequence));
        Assert.Equal([12, 9, 6], byOutcome.Select(r => r.Sequence));
        Assert.Equal([16, 11, 6, 1], byAction.Select(r => r.Sequence));
        Assert.Empty(await _store.FindAsync(new AuditQuery(chain, 10) { From = AuditEntries.Now + 1 }, Ct));
        Assert.Equal(20, (await _store.FindAsync(new AuditQuery(chain, 30) { From = AuditEntries.Now, To = AuditEntries.Now + 1 }, Ct)).Count);
    }

    [Fact]
    public async Task Append_EverySoManyRecords_SignsACheckpoint()
    {
        var chain = await _store.WriteAsync(25, _signer, every: 12);

        var checkpoints = await _store.CheckpointsAsync(chain, 1, long.MaxValue, 10, Ct);

        Assert.Equal([14], checkpoints.Select(c => c.Sequence)); // groups of seven
        Assert.Equal(1, (await VerifyAsync(_store, chain)).Checkpoints);
        Assert.Equal(25, (await _store.SignAsync(chain, AuditEntries.Now, _signer, Ct))!.Sequence);
        Assert.Null(await _store.SignAsync(chain, AuditEntries.Now, _signer, Ct));
        Assert.Equal(2, (await VerifyAsync(_store, chain)).Checkpoints);
    }

    [Fact]
    public async Task SignDue_AfterTenMinutes_SignsWhatIsNew()
    {
        var log = Log(_database);
        var chain = AuditChain.Of(TenantId.New());
        await log.AppendAsync(AuditEntries.Of(chain, 1), null);

        await log.SignDueAsync(Ct);
        Assert.Empty(await _store.CheckpointsAsync(chain, 1, 10, 10, Ct));
        _clock.Advance(TimeSpan.FromMinutes(10));
        await log.SignDueAsync(Ct);
        await log.SignDueAsync(Ct);

        Assert.Equal([1], (await _store.CheckpointsAsync(chain, 1, 10, 10, Ct)).Select(c => c.Sequence));
    }

    [Fact]
    public async Task Begin_ThenAppend_ForgetsTheCall()
    {
        var log = Log(_database);
        var chain = AuditChain.Of(TenantId.New());
        var intent = await log.BeginAsync(AuditEntries.Of(chain, 1));
        Assert.Single(await _store.AbandonedAsync("anode", 0, 10, Ct));

        await log.AppendAsync(AuditEntries.Of(chain, 1), intent);

        Assert.Empty(await _store.AbandonedAsync("anode", 0, 10, Ct));
    }

    [Fact]
    public async Task Recover_CallsThatADeadProcessLeft_AreRecordsOfTheirOwnOnce()
    {
        var chain = AuditChain.Of(TenantId.New());
        for (var i = 1; i <= 3; i++) await Log(_database).BeginAsync(AuditEntries.Of(chain, i));
        await Log(_database, node: "another").BeginAsync(AuditEntries.Of(chain, 4));

        var next = Log(_database);
        await next.RecoverAsync(atStart: true, Ct);
        await next.RecoverAsync(atStart: true, Ct);

        var records = await _store.ReadAsync(chain, 0, 10, Ct);
        Assert.Equal(["interrupted", "interrupted", "interrupted"], records.Select(r => r.Outcome));
        Assert.Equal(["key_1", "key_2", "key_3"], records.Select(r => r.Actor).Order());
        Assert.Null((await VerifyAsync(_store, chain)).Fault);
    }

    [Fact]
    public async Task Recover_CallsOfANodeThatDoesNotComeBack_AreRecordsAfterADay()
    {
        var chain = AuditChain.Of(TenantId.New());
        await Log(_database, node: "another").BeginAsync(AuditEntries.Of(chain, 1));
        var log = Log(_database);

        await log.RecoverAsync(atStart: false, Ct);
        Assert.Empty(await _store.ReadAsync(chain, 0, 10, Ct));
        _clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(log.RecoverAsync(atStart: false, Ct), Log(_database).RecoverAsync(atStart: false, Ct));

        Assert.Single(await _store.ReadAsync(chain, 0, 10, Ct));
    }

    [Fact]
    public async Task Append_SixtyFourAtOnce_HasNeitherGapNorFork()
    {
        var log = Log(_database);

        await CheckCrowdAsync([log], _store);
    }

    [Fact]
    public async Task Append_SixtyFourAtOnceOnTwoNodesOfOnePostgres_HasNeitherGapNorFork()
    {
        var server = await PostgresServer.GetAsync();
        var options = new PostgresOptions { ConnectionString = await server.CreateDatabaseAsync(), MaxConnections = 10 };
        await using (var one = await PostgresDatabase.OpenAsync(options, TestDatabase.Migrations("Postgres"), Ct))
        await using (var other = await PostgresDatabase.OpenAsync(options, TestDatabase.Migrations("Postgres"), Ct))
            await CheckCrowdAsync([Log(one), Log(other, "another")], new AuditStore(one));

        await server.DropDatabaseAsync(options.ConnectionString);
    }

    [Fact]
    public async Task Append_HeadSetBack_FailsLoudly()
    {
        var chain = await _store.WriteAsync(5, _signer);
        await _database.WriteAsync(StorageScope.Operator, c => Dapper.SqlMapper.ExecuteAsync(c, "UPDATE audit_heads SET sequence = 3 WHERE tenant_id = @tenant", new { tenant = chain.Name }), Ct);

        var e = await Assert.ThrowsAsync<FastchatException>(() => Log(_database).AppendAsync(AuditEntries.Of(chain, 6), null));

        Assert.Equal(Contracts.Errors.V1.ErrorReason.AuditUnavailable, e.Reason);
        Assert.Equal(5, (await _store.ReadAsync(chain, 0, 10, Ct)).Count);
    }

    private async Task CheckCrowdAsync(AuditLog[] nodes, AuditStore store)
    {
        AuditChain[] chains = [AuditChain.Operator, AuditChain.Of(TenantId.New())];

        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
        {
            for (var n = 0; n < 10; n++) await nodes[i % nodes.Length].AppendAsync(AuditEntries.Of(chains[n % 2], (i * 10) + n), null);
        })));

        foreach (var chain in chains)
        {
            var report = await VerifyAsync(store, chain);
            Assert.Equal((320, 320, null), (report.Verified, report.Head, report.Fault));
            Assert.Equal(320, (await store.ReadAsync(chain, 0, 1000, Ct)).Select(r => r.TraceId).Distinct().Count());
        }
    }

    private Task<ChainReport> VerifyAsync(AuditStore store, AuditChain chain) => new AuditVerifier(store).VerifyAsync(chain, [_signer.PublicKey], [], null, Ct);

    private AuditLog Log(Database database, string node = "anode") =>
        new(new AuditStore(database), _signer, new AuditOptions(), new Node(node), _clock, NullLogger<AuditLog>.Instance);
}
