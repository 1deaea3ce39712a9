using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Google.Protobuf;

namespace Fastchat.ModelGateway.Registry;

public sealed class RegistryStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private RegistryStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _store = new RegistryStore(_rooms.Database, _rooms.Clock);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Entries_MadeReplacedDeleted_AreReadAsTheyAreAndAsTheyWere()
    {
        Assert.Equal(0, await _store.VersionAsync(Ct));
        await SetAsync("a", 1);
        _rooms.Clock.Advance(TimeSpan.FromSeconds(1));
        await SetAsync("a", 2);
        await SetAsync("b", 3);
        await ChangeAsync(RegistryAction.Delete, new RegistryEdit(RegistryEntryKind.Model, "a", null));

        var now = await _store.ReadAsync(Ct);
        Assert.Equal((4, "b"), (now.Version, Assert.Single(now.Entries).Name));
        RegistryState? then = null;
        await _store.ChangeAsync(new RegistryIntent("admin", RegistryAction.Rollback, null) { Restored = 2 }, (_, was) => [.. (then = was)!.Entries.Select(e => new RegistryEdit(e.Kind, e.Name, e.Spec))], Ct);
        Assert.Equal(2, Assert.Single(then!.Entries).AsModel().ContextWindow);
        Assert.Equal(_rooms.Clock.GetUtcNow() - TimeSpan.FromSeconds(1), then.Entries[0].CreatedAt);
        Assert.Equal(["a", "b"], (await _store.ReadAsync(Ct)).Entries.Select(e => e.Name));
    }

    [Fact]
    public async Task Versions_ListedAndRead_SayWhoDidWhat()
    {
        await SetAsync("a", 1);
        await SetAsync("b", 1);
        await ChangeAsync(RegistryAction.Create, new RegistryEdit(RegistryEntryKind.Provider, "p", new ModelProviderSpec { BaseUrl = "https://p" }.ToByteArray()));

        var first = await _store.ListVersionsAsync(2, null, Ct);
        Assert.Equal([3, 2], first.Items.Select(v => v.Version));
        Assert.True(first.HasMore);
        var rest = await _store.ListVersionsAsync(2, 2, Ct);
        Assert.Equal(("admin", RegistryAction.Create, RegistryEntryKind.Model, "a"), (rest.Items[0].Actor, rest.Items[0].Action, rest.Items[0].Kind, rest.Items[0].Name));
        var (version, entries) = (await _store.FindVersionAsync(3, Ct))!.Value;
        Assert.Equal((RegistryEntryKind.Provider, "https://p"), (version.Kind, Assert.Single(entries).AsProvider().BaseUrl));
        Assert.Null(await _store.FindVersionAsync(4, Ct));
    }

    [Fact]
    public async Task Change_ForAnotherVersion_IsRefusedAndChangesNothing()
    {
        await SetAsync("a", 1);

        var refusal = await Assert.ThrowsAsync<FastchatException>(() => _store.ChangeAsync(
            new RegistryIntent("admin", RegistryAction.Update, 0), (_, _) => [new RegistryEdit(RegistryEntryKind.Model, "a", null)], Ct));

        Assert.Equal((ErrorReason.RegistryConflict, "expected_version"), (refusal.Reason, refusal.Param));
        Assert.Equal(1, await _store.VersionAsync(Ct));
    }

    [Fact]
    public async Task Changes_OfManyAtOnce_EachMakeAVersionOrAreRefused()
    {
        var done = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            try
            {
                await _store.ChangeAsync(new RegistryIntent("admin", RegistryAction.Create, 0), (_, _) => [Edit($"m{i}", 1)], Ct);
                return 1;
            }
            catch (FastchatException e) when (e.Reason == ErrorReason.RegistryConflict)
            {
                return 0;
            }
        }));
        Assert.Equal(1, done.Sum());

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => SetAsync($"n{i}", 1)));
        Assert.Equal(17, await _store.VersionAsync(Ct));
        Assert.Equal(17, (await _store.ReadAsync(Ct)).Entries.Count);
    }

    [Fact]
    public async Task Keys_SetResealedAndDropped_HaveNoHistory()
    {
        var spec = new ModelProviderSpec { BaseUrl = "https://p" }.ToByteArray();
        SealedKey first = new("kek_1", 256, [1]), second = new("kek_2", 256, [2]);
        await ChangeAsync(RegistryAction.Create, new RegistryEdit(RegistryEntryKind.Provider, "p", spec) { Key = first });
        Assert.True(await _store.ResealAsync("p", first, second, Ct));
        Assert.False(await _store.ResealAsync("p", first, second, Ct));
        Assert.Equal("kek_2", (await _store.ReadAsync(Ct)).Keys["p"].KeyId);

        await ChangeAsync(RegistryAction.Update, new RegistryEdit(RegistryEntryKind.Provider, "p", spec));
        Assert.NotEmpty((await _store.ReadAsync(Ct)).Keys);
        await ChangeAsync(RegistryAction.Delete, new RegistryEdit(RegistryEntryKind.Provider, "p", null) { DropsKey = true });
        Assert.Empty((await _store.ReadAsync(Ct)).Keys);
    }

    [Fact]
    public async Task Change_Committed_IsAnnounced()
    {
        var told = 0;
        using var watch = _store.Watch(() => Interlocked.Increment(ref told));

        await SetAsync("a", 1);

        await Testing.Eventually.IsTrueAsync(() => told > 0);
    }

    private static RegistryEdit Edit(string name, int window) => new(RegistryEntryKind.Model, name, new ModelSpec { ContextWindow = window }.ToByteArray());

    private Task SetAsync(string name, int window) => ChangeAsync(RegistryAction.Create, Edit(name, window));

    private Task ChangeAsync(RegistryAction action, RegistryEdit edit) => _store.ChangeAsync(new RegistryIntent("admin", action, null), (_, _) => [edit], Ct);
}
