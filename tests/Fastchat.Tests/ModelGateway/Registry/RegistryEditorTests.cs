using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using WireFallback = Fastchat.Contracts.Admin.V1.ModelFallback;

namespace Fastchat.ModelGateway.Registry;

public sealed class RegistryEditorTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private TestRegistry _node = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _node = new TestRegistry(_rooms);
        await _node.Keeper.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.Keeper.StopAsync(Ct);
        _node.Dispose();
        await _rooms.DisposeAsync();
    }

    [Fact]
    public async Task Changes_EachMakeOneVersion()
    {
        Assert.Equal(1, await _node.AddProviderAsync("east"));
        Assert.Equal(2, await _node.AddModelAsync("alias", "east"));
        Assert.Equal(3, await DeleteAsync(RegistryEntryKind.Model, "alias"));
        Assert.Null(_node.Registry.Current.Find("alias"));
    }

    [Fact]
    public async Task Entry_MadeTwiceOrStillUsed_IsAConflict()
    {
        await _node.AddProviderAsync("east");
        await _node.AddModelAsync("alias", "east");
        await RefusedAsync(ErrorReason.RegistryConflict, "provider", () => _node.AddProviderAsync("east"));
        await RefusedAsync(ErrorReason.RegistryConflict, "model", () => _node.AddModelAsync("alias", "east"));
        await RefusedAsync(ErrorReason.RegistryConflict, "provider", () => DeleteAsync(RegistryEntryKind.Provider, "east"));

        var spec = RegistryRulesTests.Model("east");
        spec.Fallbacks.Add(new WireFallback { Model = "alias" });
        await _node.Editor.SetModelAsync(Intent(RegistryAction.Create), "other", spec, Ct);
        await RefusedAsync(ErrorReason.RegistryConflict, "model", () => DeleteAsync(RegistryEntryKind.Model, "alias"));
    }

    [Fact]
    public async Task Entry_ThatIsNotThere_IsNotFound()
    {
        await RefusedAsync(ErrorReason.ProviderNotFound, "provider", () => DeleteAsync(RegistryEntryKind.Provider, "east"));
        await RefusedAsync(ErrorReason.ModelNotFound, "model", () => DeleteAsync(RegistryEntryKind.Model, "alias"));
        await RefusedAsync(ErrorReason.ProviderNotFound, "provider", () => _node.AddProviderAsync("east", action: RegistryAction.Update));
        await RefusedAsync(ErrorReason.ProviderNotFound, "spec.targets[0].provider", () => _node.AddModelAsync("alias", "nowhere"));
        Assert.Equal(0, await _node.Store.VersionAsync(Ct));
    }

    [Fact]
    public async Task Model_ThatClosesACircle_IsRefused()
    {
        await _node.AddProviderAsync("east");
        await _node.AddModelAsync("a", "east");
        var b = RegistryRulesTests.Model("east");
        b.Fallbacks.Add(new WireFallback { Model = "a" });
        await _node.Editor.SetModelAsync(Intent(RegistryAction.Create), "b", b, Ct);
        var a = RegistryRulesTests.Model("east");
        a.Fallbacks.Add(new WireFallback { Model = "b" });

        await RefusedAsync(ErrorReason.InvalidValue, "spec.fallbacks[0].model", () => _node.Editor.SetModelAsync(Intent(RegistryAction.Update), "a", a, Ct));
    }

    [Fact]
    public async Task Provider_Moved_NeedsItsKeyAnew()
    {
        await _node.AddProviderAsync("east", "https://one");
        Task<long> MoveAsync(string? key) => _node.Editor.SetProviderAsync(Intent(RegistryAction.Update), "east", new ModelProviderSpec { BaseUrl = "https://evil" }, key, Ct);

        await RefusedAsync(ErrorReason.MissingField, "api_key", () => MoveAsync(null));
        await MoveAsync("sk-new");
        Assert.Equal("sk-new", _node.Factory.Made.Last().Entry.ApiKey);
        await MoveAsync("");
        Assert.Null(_node.Factory.Made.Last().Entry.ApiKey);
    }

    [Fact]
    public async Task Provider_ChangedWithoutAKey_KeepsIts()
    {
        await _node.AddProviderAsync("east");

        await _node.Editor.SetProviderAsync(Intent(RegistryAction.Update), "east", new ModelProviderSpec { BaseUrl = "https://one", Region = "eu" }, null, Ct);

        Assert.Equal(("sk-secret", "eu"), (_node.Factory.Made.Last().Entry.ApiKey, _node.Factory.Made.Last().Entry.Region));
    }

    [Fact]
    public async Task Rollback_BringsEntriesBackAndKeysOnlyWhereTheyWereGivenFor()
    {
        await _node.AddProviderAsync("east");
        await _node.AddModelAsync("alias", "east");
        await _node.AddProviderAsync("west");
        await DeleteAsync(RegistryEntryKind.Model, "alias");
        await DeleteAsync(RegistryEntryKind.Provider, "east");

        var (version, edits) = await RollBackAsync(2);

        Assert.Equal((6, 3), (version, edits.Count));
        Assert.NotNull(_node.Registry.Current.Find("alias"));
        Assert.False(_node.Registry.Current.Providers.ContainsKey("west"));
        Assert.Null(_node.Factory.Made.Last(m => m.Name == "east").Entry.ApiKey);
        Assert.Empty((await RollBackAsync(2)).Edits);
        Assert.Equal(6, await _node.Store.VersionAsync(Ct));
        await RefusedAsync(ErrorReason.InvalidValue, "version", () => RollBackAsync(7));
        await RollBackAsync(0);
        Assert.Empty(_node.Keeper.Contents.Providers);
    }

    private static RegistryIntent Intent(RegistryAction action) => new("admin", action, null);

    private static async Task RefusedAsync(ErrorReason reason, string param, Func<Task> work)
    {
        var refusal = await Assert.ThrowsAsync<FastchatException>(work);
        Assert.Equal((reason, param), (refusal.Reason, refusal.Param));
    }

    private Task<long> DeleteAsync(RegistryEntryKind kind, string name) => _node.Editor.DeleteAsync(Intent(RegistryAction.Delete), kind, name, Ct);

    private Task<(long Version, IReadOnlyList<RegistryEdit> Edits)> RollBackAsync(long version) =>
        _node.Editor.RollBackAsync(Intent(RegistryAction.Rollback) with { Restored = version }, Ct);
}
