using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.Runs;
using Fastchat.Storage;
using Fastchat.Storage.Postgres;
using Fastchat.Testing;

namespace Fastchat.Governance.Encryption;

/// <summary>Two nodes on one PostgreSQL, whose keys are rotated while both write and read.</summary>
public sealed class RotationTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private readonly Database[] _databases = new Database[2];
    private readonly TenantKeys[] _keys = new TenantKeys[2];
    private readonly RunStore[] _runs = new RunStore[2];
    private PostgresServer _postgres = null!;
    private string _connectionString = "";
    private TenantId _tenant;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _postgres = await PostgresServer.GetAsync();
        _connectionString = await _postgres.CreateDatabaseAsync();
        for (var i = 0; i < 2; i++)
        {
            _databases[i] = await PostgresDatabase.OpenAsync(new PostgresOptions { ConnectionString = _connectionString, MaxConnections = 10 }, TestDatabase.Migrations("Postgres"), Ct);
            _keys[i] = new TenantKeys(new TenantKeyStore(_databases[i], _clock), new LocalKeyWrapper(TestRooms.KeyEncryptionKey), _clock, new CapturedLog<TenantKeys>());
            _runs[i] = new RunStore(_databases[i], _keys[i], new Node($"node{i}"), _clock);
        }

        _tenant = await _databases[0].AddTenantAsync("first", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var keys in _keys) keys.Dispose();
        foreach (var database in _databases) await database.DisposeAsync();
        await _postgres.DropDatabaseAsync(_connectionString);
    }

    [Fact]
    public async Task Rotate_UnderLoad_LosesAndRefusesNothing()
    {
        await _keys[0].EnsureAsync(_tenant, Ct);
        using var enough = new CancellationTokenSource();
        var written = 0;
        var loads = Enumerable.Range(0, 6).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                var (id, text) = ($"run_{worker}_{i}", $"Answer {i} of {worker}.");
                await _runs[i % 2].BeginAsync(_tenant, id, "scripted", Ct);
                await _runs[i % 2].CompleteAsync(_tenant, new Completion { Text = text }, RunTails.Of(id), Ct);
                Assert.Equal(text, (await _runs[(i + 1) % 2].FindAsync(_tenant, id, Ct))!.Completion!.Text);
                if (i > 0) Assert.Equal($"Answer 0 of {worker}.", (await _runs[i % 2].FindAsync(_tenant, $"run_{worker}_0", Ct))!.Completion!.Text);
                Interlocked.Increment(ref written);
            }
        })).ToList();

        for (var version = 2; version <= 6; version++)
        {
            var before = Volatile.Read(ref written);
            Assert.Equal(version, (await RotateAsync(version % 2)).Version);
            await ReencryptAsync((version + 1) % 2);
            await Eventually.IsTrueAsync(() => Volatile.Read(ref written) > before + 20 || loads.Any(l => l.IsFaulted));
        }

        await enough.CancelAsync();
        await Task.WhenAll(loads);
        _clock.Advance(TimeSpan.FromHours(1));
        await ReencryptAsync(0);
        Assert.Equal(6, Assert.Single(await new TenantKeyStore(_databases[0], _clock).ListAsync(_tenant, Ct)).Version);
        foreach (var worker in Enumerable.Range(0, 6)) Assert.Equal($"Answer 0 of {worker}.", (await _runs[1].FindAsync(_tenant, $"run_{worker}_0", Ct))!.Completion!.Text);
    }

    [Fact]
    public async Task Destroy_OnOneNode_IsKnownToTheOtherWithinASecond()
    {
        await _runs[0].BeginAsync(_tenant, "run_1", "scripted", Ct);
        await _runs[0].CompleteAsync(_tenant, new Completion { Text = "An answer." }, RunTails.Of("run_1"), Ct);
        Assert.NotNull(await _runs[1].FindAsync(_tenant, "run_1", Ct));

        await _keys[0].DestroyAsync(_tenant, Ct);

        var begun = TimeProvider.System.GetTimestamp();
        await Eventually.IsTrueAsync(async () => await Record.ExceptionAsync(() => _runs[1].FindAsync(_tenant, "run_1", Ct)) is FastchatException);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(1), "It took longer than a second.");
    }

    private Task<TenantKeyRecord> RotateAsync(int node) => _keys[node].RotateAsync(_tenant, Ct);

    private Task ReencryptAsync(int node)
    {
        var store = new TenantKeyStore(_databases[node], _clock);
        var reencryption = new Reencryption(
            store, new KeyHolders(store, new Node($"node{node}")), new Tenants.TenantStore(_databases[node], _clock), [RunStore.Sealed(_databases[node], _keys[node])], _clock, new CapturedLog<Reencryption>());
        return reencryption.RunAsync(_tenant, Ct);
    }
}
