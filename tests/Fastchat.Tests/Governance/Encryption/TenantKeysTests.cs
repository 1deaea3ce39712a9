using Dapper;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Storage;
using Fastchat.Testing;

namespace Fastchat.Governance.Encryption;

public sealed class TenantKeysTests : IAsyncLifetime
{
    private static readonly SealedPlace Place = new("runs", "completion");

    private readonly CapturedLog<TenantKeys> _log = new();
    private TestRooms _rooms = null!;
    private TenantKeyStore _store = null!;
    private TenantKeys _keys = null!;
    private TenantKeys _otherNode = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _store = new TenantKeyStore(_rooms.Database, _rooms.Clock);
        _keys = new TenantKeys(_store, _rooms.Wrapper, _rooms.Clock, _log);
        _otherNode = new TenantKeys(_store, _rooms.Wrapper, _rooms.Clock, _log);
    }

    public async ValueTask DisposeAsync()
    {
        _keys.Dispose();
        _otherNode.Dispose();
        await _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Use_FirstTimeByManyAtOnce_MakesOneKey()
    {
        var values = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => SealAsync(i % 2 == 0 ? _keys : _otherNode)));

        Assert.Single(await _store.ListAsync(_rooms.Tenant, Ct));
        foreach (var value in values) Assert.Equal("words"u8.ToArray(), await OpenAsync(_otherNode, value));
    }

    [Fact]
    public async Task Store_Key_IsWrapped()
    {
        var stored = await SealAsync(_keys);
        var record = Assert.Single(await _store.ListAsync(_rooms.Tenant, Ct));

        Assert.Equal(60, record.Wrapped.Length);
        Assert.Equal(_rooms.Wrapper.KeyId, record.KeyId);
        Assert.Equal("words"u8.ToArray(), await OpenAsync(_keys, stored));
    }

    [Fact]
    public async Task Use_KeyOfAnotherTenantPutInItsPlace_IsRefused()
    {
        await SealAsync(_keys);
        await _keys.EnsureAsync(_rooms.OtherTenant, Ct);
        await ExecuteAsync("UPDATE tenant_keys SET wrapped = (SELECT k.wrapped FROM tenant_keys k WHERE k.tenant_id = @other) WHERE tenant_id = @tenant");
        _rooms.Clock.Advance(TimeSpan.FromMinutes(6));

        await AssertUnreadableAsync(() => SealAsync(_keys));
    }

    [Fact]
    public async Task Rotate_OnOneNode_IsUsedByTheOtherAtOnceAndBothRead()
    {
        var old = await SealAsync(_otherNode);

        Assert.Equal(2, (await _keys.RotateAsync(_rooms.Tenant, Ct)).Version);

        await Eventually.IsTrueAsync(async () => Envelope.Version(await SealAsync(_otherNode)) == 2);
        var fresh = await SealAsync(_keys);
        Assert.Equal("words"u8.ToArray(), await OpenAsync(_otherNode, old));
        Assert.Equal("words"u8.ToArray(), await OpenAsync(_otherNode, fresh));
    }

    [Fact]
    public async Task Rotate_ByManyAtOnce_NumbersEachOnce()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? _keys : _otherNode).RotateAsync(_rooms.Tenant, Ct)));

        Assert.Equal(8, (await _store.ListAsync(_rooms.Tenant, Ct)).Count);
        Assert.Equal(8, made.Max(m => m.Version));
    }

    [Fact]
    public async Task Use_VersionThatCameAfter_IsFetched()
    {
        await SealAsync(_otherNode);
        var silent = new TenantKeys(new TenantKeyStore(new DeafDatabase(_rooms.Database), _rooms.Clock), _rooms.Wrapper, _rooms.Clock, _log);
        await SealAsync(silent);
        await _keys.RotateAsync(_rooms.Tenant, Ct);
        var fresh = await SealAsync(_keys);

        Assert.Equal("words"u8.ToArray(), await OpenAsync(silent, fresh));
        silent.Dispose();
    }

    [Fact]
    public async Task Destroy_OnOneNode_NothingOpensOnAny()
    {
        var stored = await SealAsync(_otherNode);
        Assert.Equal("words"u8.ToArray(), await OpenAsync(_otherNode, stored));
        var others = await SealAsync(_otherNode, _rooms.OtherTenant);

        await _keys.DestroyAsync(_rooms.Tenant, Ct);

        await AssertUnreadableAsync(() => OpenAsync(_keys, stored));
        await Eventually.IsTrueAsync(async () => await Record.ExceptionAsync(() => OpenAsync(_otherNode, stored)) is FastchatException);
        await AssertUnreadableAsync(() => SealAsync(_otherNode));
        await AssertUnreadableAsync(() => _keys.RotateAsync(_rooms.Tenant, Ct));
        Assert.All(await _store.ListAsync(_rooms.Tenant, Ct), k => Assert.Empty(k.Wrapped));
        Assert.Equal("words"u8.ToArray(), await OpenAsync(_otherNode, others, _rooms.OtherTenant));
    }

    [Fact]
    public async Task Destroy_TenantWithoutAKey_GetsNone()
    {
        await _keys.DestroyAsync(_rooms.Tenant, Ct);

        await AssertUnreadableAsync(() => SealAsync(_keys));
    }

    [Fact]
    public async Task Use_MoreTenantsThanRemembered_ForgetsTheOneUsedLeastRecently()
    {
        await SealAsync(_keys);
        await SealAsync(_keys, _rooms.OtherTenant);
        using var small = new TenantKeys(new TenantKeyStore(new DeafDatabase(_rooms.Database), _rooms.Clock), _rooms.Wrapper, _rooms.Clock, _log, capacity: 1);
        var stored = await SealAsync(small);
        var cipher = await small.UseAsync(_rooms.Tenant, Task.FromResult, Ct);

        await SealAsync(small, _rooms.OtherTenant);

        Assert.Equal(1, small.KnownCount);
        Assert.Throws<KeysChangedException>(() => cipher.Open(Place, "run_1", stored, 1));
        Assert.Equal("words"u8.ToArray(), await OpenAsync(small, stored));
    }

    [Fact]
    public async Task Use_KeysForgottenMeanwhile_FinishesAndThenTheyAreZeros()
    {
        var stored = await SealAsync(_keys);
        TenantCipher? used = null;

        await _keys.UseAsync(
            _rooms.Tenant,
            async cipher =>
            {
                used = cipher;
                await _keys.RotateAsync(_rooms.Tenant, Ct);
                Assert.Equal("words"u8.ToArray(), cipher.Open(Place, "run_1", stored, 1));
            },
            Ct);

        Assert.Throws<KeysChangedException>(() => used!.Open(Place, "run_1", stored, 1));
        Assert.All(used!.Newest.Memory.ToArray(), b => Assert.Equal(0, b));
    }

    [Fact]
    public async Task Rewrap_KeyOfBefore_IsNeededNoMore()
    {
        var stored = await SealAsync(_keys);
        var (before, next) = (_rooms.Wrapper, KeyEncryptionKey.TryParse(KeyEncryptionKey.Generate())!);
        var both = new LocalKeyWrapper(next, TestRooms.KeyEncryptionKey);
        using var during = new TenantKeys(_store, both, _rooms.Clock, _log);
        Assert.Equal("words"u8.ToArray(), await OpenAsync(during, stored));

        Assert.Equal(1, await during.RewrapAsync(Ct));
        Assert.Equal(0, await during.RewrapAsync(Ct));

        using var after = new TenantKeys(_store, new LocalKeyWrapper(next), _rooms.Clock, _log);
        await after.CheckAsync(Ct);
        Assert.Equal("words"u8.ToArray(), await OpenAsync(after, stored));
        using var old = new TenantKeys(_store, before, _rooms.Clock, _log);
        await Assert.ThrowsAsync<KeyMismatchException>(() => old.CheckAsync(Ct));
        await AssertUnreadableAsync(() => OpenAsync(old, stored));
    }

    [Fact]
    public async Task Check_OtherKeyEncryptionKey_NamesBothByTheirIds()
    {
        await _keys.EnsureAsync(_rooms.Tenant, Ct);
        var given = KeyEncryptionKey.TryParse(KeyEncryptionKey.Generate())!;
        using var wrong = new TenantKeys(_store, new LocalKeyWrapper(given), _rooms.Clock, _log);

        var refusal = await Assert.ThrowsAsync<KeyMismatchException>(() => wrong.CheckAsync(Ct));

        Assert.Contains(given.Id, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_rooms.Wrapper.KeyId, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_VersionThatNeverWas_IsRefusedAndLogged()
    {
        var stored = await SealAsync(_keys);
        stored[5] = 9;

        await AssertUnreadableAsync(() => OpenAsync(_keys, stored));
        Assert.NotEmpty(_log.Entries);
    }

    private Task<byte[]> SealAsync(TenantKeys keys, TenantId? tenant = null) =>
        keys.UseAsync(tenant ?? _rooms.Tenant, cipher => Task.FromResult(cipher.Seal(Place, "run_1", "words"u8.ToArray())!), Ct);

    private Task<byte[]?> OpenAsync(TenantKeys keys, byte[] stored, TenantId? tenant = null) =>
        keys.UseAsync(tenant ?? _rooms.Tenant, cipher => Task.FromResult(cipher.Open(Place, "run_1", stored, 1)), Ct);

    private Task ExecuteAsync(string sql) => _rooms.Database.WriteAsync(
        StorageScope.Operator, c => c.ExecuteAsync(sql, new { tenant = _rooms.Tenant.Value, other = _rooms.OtherTenant.Value }), Ct);

    private static async Task AssertUnreadableAsync<T>(Func<Task<T>> work) =>
        Assert.Equal(ErrorReason.DataUnreadable, (await Assert.ThrowsAsync<FastchatException>(work)).Reason);

    /// <summary>A database whose news does not arrive.</summary>
    private sealed class DeafDatabase(Database inner) : WrappedDatabase(inner, () => Task.CompletedTask)
    {
        public override ChangeFeed Changes { get; } = new();
    }
}
