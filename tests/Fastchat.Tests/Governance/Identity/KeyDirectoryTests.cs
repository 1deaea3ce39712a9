using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Governance.Tenants;
using Fastchat.Governance.Workspaces;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Governance.Identity;

public sealed class KeyDirectoryTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private KeyDirectory _keys = null!;
    private KeyRing _ring = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _rooms.Clock.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _keys = new KeyDirectory(_rooms.Keys, new TenantChoice(_rooms.TenantStore), new WorkspaceStore(_rooms.Database, _rooms.Clock), _rooms.Clock);
        _ring = new KeyRing(_rooms.Keys, _rooms.TenantStore, new IdentityOptions("fc_operator"), _rooms.Clock);
    }

    public async ValueTask DisposeAsync()
    {
        _ring.Dispose();
        await _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Create_Key_IsKeptWithoutItsSecretAndLetsInAsWhatItIs()
    {
        var (key, secret) = await _keys.CreateAsync(As(Role.Owner), Wish(Role.User, "chat.write", "chat.read"), Ct);

        var found = await _keys.GetAsync(As(Role.Owner), key.Id, Ct);
        Assert.Equal(("a key", Role.User, secret[^4..], KeyState.Active), (found.Name, found.Role, found.Hint, found.State(Now)));
        Assert.Equal(["chat.write", "chat.read"], found.Scopes);
        var caller = (await _ring.FindAsync(secret, Ct))!;
        Assert.Equal((_rooms.Tenant, key.Id), (caller.Tenant, caller.KeyId));
        Assert.Equal(["chat.read", "chat.write"], caller.Permissions.Order());
    }

    [Fact]
    public async Task Create_AnswersWithWhatIsReadLater()
    {
        _rooms.Clock.Advance(TimeSpan.FromTicks(12_345));
        var wish = Wish(Role.Viewer);
        wish.ExpireTime = Timestamp.FromDateTimeOffset(Now + TimeSpan.FromDays(1) + TimeSpan.FromTicks(67));

        var (key, _) = await _keys.CreateAsync(As(Role.Owner), wish, Ct);

        var found = await _keys.GetAsync(As(Role.Owner), key.Id, Ct);
        Assert.Equal((found.CreatedAt, found.ExpiresAt), (key.CreatedAt, key.ExpiresAt));
    }

    [Theory]
    [InlineData(Role.Admin, Role.Owner, false)]
    [InlineData(Role.Admin, Role.Admin, true)]
    [InlineData(Role.Admin, Role.Viewer, true)]
    [InlineData(Role.Owner, Role.Owner, true)]
    [InlineData(Role.Unspecified, Role.Owner, true)]
    public async Task Create_StrongerThanTheCaller_IsRefused(Role caller, Role wanted, bool allowed)
    {
        var who = caller == Role.Unspecified ? Caller.Admin : As(caller);
        var wish = Wish(wanted);
        wish.TenantId = _rooms.Tenant.Value;

        if (allowed) await _keys.CreateAsync(who, wish, Ct);
        else await AssertRefusedAsync(ErrorReason.PermissionDenied, null, () => _keys.CreateAsync(who, wish, Ct));
    }

    [Fact]
    public async Task Create_BeyondTheCallersScopes_IsRefusedAndNamesThem()
    {
        var narrow = As(Role.Owner, "keys.write", "chat.read");

        var error = await AssertRefusedAsync(ErrorReason.PermissionDenied, null, () => _keys.CreateAsync(narrow, Wish(Role.Viewer), Ct));

        Assert.Contains("collections.read, files.read, models.read", error.Message, StringComparison.Ordinal);
        await _keys.CreateAsync(narrow, Wish(Role.Viewer, "chat.read"), Ct);
    }

    [Fact]
    public async Task Create_WrongFields_AreRefusedByName()
    {
        await AssertRefusedAsync(ErrorReason.MissingField, "name", () => CreateAsync(k => k.Name = ""));
        await AssertRefusedAsync(ErrorReason.InvalidValue, "name", () => CreateAsync(k => k.Name = new string('a', 101)));
        await AssertRefusedAsync(ErrorReason.InvalidValue, "name", () => CreateAsync(k => k.Name = "a\0"));
        await AssertRefusedAsync(ErrorReason.MissingField, "role", () => CreateAsync(k => k.Role = Role.Unspecified));
        await AssertRefusedAsync(ErrorReason.InvalidValue, "role", () => CreateAsync(k => k.Role = (Role)99));
        await AssertRefusedAsync(ErrorReason.InvalidValue, "scopes[1]", () => CreateAsync(k => k.Scopes.Add(["chat.read", "keys.write"])));
        await AssertRefusedAsync(ErrorReason.InvalidValue, "expire_time", () => CreateAsync(k => k.ExpireTime = Timestamp.FromDateTimeOffset(Now)));
        await AssertRefusedAsync(ErrorReason.TenantNotFound, "tenant_id", () => CreateAsync(k => k.TenantId = _rooms.OtherTenant.Value));
        await AssertRefusedAsync(ErrorReason.MissingField, "tenant_id", () => _keys.CreateAsync(Caller.Admin, Wish(Role.Owner), Ct));
    }

    [Fact]
    public async Task Key_AtItsEnd_LetsNobodyIn()
    {
        var wish = Wish(Role.Owner);
        wish.ExpireTime = Timestamp.FromDateTimeOffset(Now + TimeSpan.FromMinutes(1));
        var (key, secret) = await _keys.CreateAsync(As(Role.Owner), wish, Ct);

        _rooms.Clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await _ring.FindAsync(secret, Ct));
        _rooms.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Null(await _ring.FindAsync(secret, Ct));
        Assert.Equal(KeyState.Expired, (await _keys.GetAsync(As(Role.Owner), key.Id, Ct)).State(Now));
    }

    [Fact]
    public async Task Rotate_Key_BothLetInUntilTheOldOneEnds()
    {
        var (old, oldSecret) = await _keys.CreateAsync(As(Role.Owner), Wish(Role.User, "chat.read"), Ct);

        var (fresh, freshSecret, ended) = await _keys.RotateAsync(As(Role.Owner), old.Id, TimeSpan.FromHours(1), Ct);

        Assert.Equal(("a key", Role.User), (fresh.Name, fresh.Role));
        Assert.Equal(["chat.read"], fresh.Scopes);
        Assert.Equal((fresh.Id, Now + TimeSpan.FromHours(1)), (ended.RotatedTo, ended.ExpiresAt));
        Assert.NotNull(await _ring.FindAsync(oldSecret, Ct));
        Assert.NotNull(await _ring.FindAsync(freshSecret, Ct));
        _rooms.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await _ring.FindAsync(oldSecret, Ct));
        Assert.NotNull(await _ring.FindAsync(freshSecret, Ct));
    }

    [Fact]
    public async Task Rotate_KeyThatIsOverOrRotated_IsRefused()
    {
        var (key, _) = await _keys.CreateAsync(As(Role.Owner), Wish(Role.User), Ct);
        await _keys.RotateAsync(As(Role.Owner), key.Id, TimeSpan.FromDays(1), Ct);
        var (other, _) = await _keys.CreateAsync(As(Role.Owner), Wish(Role.User), Ct);
        await _keys.RevokeAsync(As(Role.Owner), other.Id, Ct);

        await AssertRefusedAsync(ErrorReason.InvalidValue, "key_id", () => _keys.RotateAsync(As(Role.Owner), key.Id, TimeSpan.Zero, Ct));
        await AssertRefusedAsync(ErrorReason.InvalidValue, "key_id", () => _keys.RotateAsync(As(Role.Owner), other.Id, TimeSpan.Zero, Ct));
        await AssertRefusedAsync(ErrorReason.InvalidValue, "overlap_seconds", () => _keys.RotateAsync(As(Role.Owner), key.Id, TimeSpan.FromDays(31), Ct));
    }

    [Fact]
    public async Task Rotate_ManyAtOnce_OneSucceeds()
    {
        var (key, _) = await _keys.CreateAsync(As(Role.Owner), Wish(Role.User), Ct);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await _keys.RotateAsync(As(Role.Owner), key.Id, TimeSpan.FromDays(1), Ct);
                return true;
            }
            catch (FastchatException)
            {
                return false;
            }
        }));

        Assert.Single(outcomes, succeeded => succeeded);
        Assert.Equal(2, (await _keys.ListAsync(As(Role.Owner), "", 100, null, Ct)).Items.Count);
    }

    [Fact]
    public async Task Revoke_Key_EndsItOnceAndLeavesItListed()
    {
        var (key, secret) = await _keys.CreateAsync(As(Role.Owner), Wish(Role.User), Ct);
        Assert.NotNull(await _ring.FindAsync(secret, Ct));

        var revoked = await _keys.RevokeAsync(As(Role.Owner), key.Id, Ct);
        _rooms.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(KeyState.Revoked, revoked.State(Now));
        Assert.Equal(revoked.RevokedAt, (await _keys.RevokeAsync(As(Role.Owner), key.Id, Ct)).RevokedAt);
        await Testing.Eventually.IsTrueAsync(async () => await _ring.FindAsync(secret, Ct) is null);
    }

    [Fact]
    public async Task Revoke_StrongerKey_IsRefused()
    {
        var (key, _) = await _keys.CreateAsync(As(Role.Owner), Wish(Role.Owner), Ct);

        await AssertRefusedAsync(ErrorReason.PermissionDenied, null, () => _keys.RevokeAsync(As(Role.Admin), key.Id, Ct));
        await AssertRefusedAsync(ErrorReason.PermissionDenied, null, () => _keys.RotateAsync(As(Role.Admin), key.Id, TimeSpan.Zero, Ct));
    }

    [Fact]
    public async Task Get_ByTheOperator_FindsAnybodysAndTellsNonsenseApart()
    {
        var (key, _) = await _keys.CreateAsync(As(Role.Owner), Wish(Role.Owner), Ct);

        Assert.Equal(key.Id, (await _keys.GetAsync(Caller.Admin, key.Id, Ct)).Id);
        foreach (var id in (string[])["", "key_", "key_';--567890123456789012345678901", "file-" + key.Id[4..]])
            await AssertRefusedAsync(ErrorReason.KeyNotFound, "key_id", () => _keys.GetAsync(Caller.Admin, id, Ct));
    }

    [Fact]
    public async Task List_Pages_GoFromNewestToOldestWithoutGap()
    {
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Add((await _keys.CreateAsync(As(Role.Owner), Wish(Role.Viewer), Ct)).Key.Id);
            _rooms.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        var first = await _keys.ListAsync(As(Role.Owner), "", 3, null, Ct);
        var second = await _keys.ListAsync(Caller.Admin, _rooms.Tenant.Value, 3, first.Items[^1].Id, Ct);

        Assert.Equal((true, false), (first.HasMore, second.HasMore));
        Assert.Equal(Enumerable.Reverse(made), first.Items.Concat(second.Items).Select(k => k.Id));
    }

    [Fact]
    public async Task Uses_OfKeys_AreWrittenDownLater()
    {
        var (key, secret) = await _keys.CreateAsync(As(Role.Owner), Wish(Role.Viewer), Ct);
        var recorder = new KeyUseRecorder(_ring, _rooms.Keys, _rooms.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<KeyUseRecorder>.Instance);
        await _ring.FindAsync(secret, Ct);
        _rooms.Clock.Advance(TimeSpan.FromSeconds(30));
        await _ring.FindAsync(secret, Ct);
        var used = Now;

        await recorder.RecordAsync();
        Assert.Equal(used, (await _keys.GetAsync(As(Role.Owner), key.Id, Ct)).LastUsedAt);

        // A key whose memory goes before the minute is over was used all the same.
        _rooms.Clock.Advance(TimeSpan.FromSeconds(1));
        await _ring.FindAsync(secret, Ct);
        await _keys.RevokeAsync(As(Role.Owner), key.Id, Ct);
        await Testing.Eventually.IsTrueAsync(async () => await _ring.FindAsync(secret, Ct) is null);
        await recorder.RecordAsync();
        Assert.Equal(used + TimeSpan.FromSeconds(1), (await _keys.GetAsync(As(Role.Owner), key.Id, Ct)).LastUsedAt);
    }

    private Task CreateAsync(Action<CreateKeyRequest> change)
    {
        var wish = Wish(Role.User);
        change(wish);
        return _keys.CreateAsync(As(Role.Owner), wish, Ct);
    }

    private Caller As(Role role, params string[] scopes) => new(_rooms.Tenant, "key_of_the_test", role, Roles.Permissions(role, scopes));

    private static CreateKeyRequest Wish(Role role, params string[] scopes) => new() { Name = "a key", Role = role, Scopes = { scopes } };

    private static async Task<FastchatException> AssertRefusedAsync(ErrorReason reason, string? param, Func<Task> act)
    {
        var error = await Assert.ThrowsAsync<FastchatException>(act);
        Assert.Equal((reason, param), (error.Reason, error.Param));
        return error;
    }
}
