using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;
using Fastchat.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.Governance.Audit;

public sealed class RepeatedRefusalsTests : IAsyncLifetime
{
    private readonly CheckpointSigner _signer = CheckpointSigner.Create();
    private readonly FakeClock _clock = new();
    private readonly AuditChain _chain = AuditChain.Of(TenantId.New());
    private Database _database = null!;
    private AuditStore _store = null!;
    private RepeatedRefusals _refusals = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.OpenAsync(Ct);
        _store = new AuditStore(_database);
        var log = new AuditLog(_store, _signer, new AuditOptions(), new Node("node"), _clock, NullLogger<AuditLog>.Instance);
        _refusals = new RepeatedRefusals(log, _clock, NullLogger<RepeatedRefusals>.Instance);
        await _refusals.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _refusals.StopAsync(Ct);
        _refusals.Dispose();
        await _database.DisposeAsync();
        _signer.Dispose();
    }

    [Fact]
    public async Task First_OfItsKind_IsStoredAtOnce()
    {
        await _refusals.AddAsync(Refusal("key_1"));
        await _refusals.AddAsync(Refusal("key_2"));
        await _refusals.AddAsync(Refusal("key_1") with { Action = "fastchat.test.v1.Service/Other" });
        await _refusals.AddAsync(Refusal("key_1") with { Policy = "deny by rule two" });

        Assert.Equal(["trace", "trace", "trace", "trace"], (await RecordsAsync()).Select(r => r.TraceId));
    }

    [Fact]
    public async Task Repeats_AreStoredAsOneRecordThatCountsThem()
    {
        await _refusals.AddAsync(Refusal("key_1"));
        for (var i = 0; i < 500; i++) await _refusals.AddAsync(Refusal("key_1") with { TraceId = $"trace-{i}" });
        Assert.Single(await RecordsAsync());

        await RoundAsync();
        await _refusals.AddAsync(Refusal("key_1"));
        await RoundAsync();

        Assert.Equal(["", "repeats=500", "repeats=1"], (await RecordsAsync()).Select(r => r.Facts));
        Assert.Equal("trace-499", (await RecordsAsync())[1].TraceId);
    }

    [Fact]
    public async Task Refusal_AfterACalmSecond_IsAFirstAgain()
    {
        await _refusals.AddAsync(Refusal("key_1"));
        await RoundAsync();

        await _refusals.AddAsync(Refusal("key_1"));

        Assert.Equal(["", ""], (await RecordsAsync()).Select(r => r.Facts));
    }

    [Fact]
    public async Task Stop_StoresWhatWasCounted()
    {
        await _refusals.AddAsync(Refusal("key_1"));
        await _refusals.AddAsync(Refusal("key_1"));

        await _refusals.StopAsync(Ct);

        Assert.Equal(["", "repeats=1"], (await RecordsAsync()).Select(r => r.Facts));
    }

    [Fact]
    public async Task Repeats_ThatCannotBeStored_StayCounted()
    {
        await _refusals.AddAsync(Refusal("key_1"));
        for (var i = 0; i < 3; i++) await _refusals.AddAsync(Refusal("key_1"));
        await ExecuteAsync("UPDATE audit_heads SET sequence = 0");
        await RoundAsync();
        await _refusals.AddAsync(Refusal("key_1"));
        await ExecuteAsync("UPDATE audit_heads SET sequence = 1");

        await RoundAsync();

        Assert.Equal("repeats=4", (await RecordsAsync())[1].Facts);
    }

    // It has one timer while it rests, and none during a round.
    private async Task RoundAsync()
    {
        await RestsAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await RestsAsync();
    }

    private Task RestsAsync() => Eventually.IsTrueAsync(() => _clock.Waiting == 1);

    private Task ExecuteAsync(string sql) => _database.WriteAsync(StorageScope.Operator, connection => connection.ExecuteAsync(sql), Ct);

    private Task<List<AuditEntry>> RecordsAsync() => _store.ReadAsync(_chain, 0, 100, Ct);

    private AuditEntry Refusal(string actor) => new()
    {
        Chain = _chain,
        TraceId = "trace",
        Actor = actor,
        Role = "user",
        Action = "fastchat.test.v1.Service/Method",
        Outcome = "rate_limit_exceeded",
        Policy = "deny: a limit is reached",
    };
}
