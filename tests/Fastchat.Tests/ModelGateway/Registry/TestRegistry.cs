using Fastchat.Contracts.Admin.V1;
using Fastchat.ModelGateway.BuiltIn;
using Fastchat.ModelGateway.Routing;
using Fastchat.Testing;

namespace Fastchat.ModelGateway.Registry;

/// <summary>A registry over a database, with providers that are not real.</summary>
internal sealed class TestRegistry : IDisposable
{
    public TestRegistry(TestRooms rooms, RegistryFile? file = null, ProviderKeys? keys = null, params IReadOnlyList<StatedProvider> environment)
    {
        Store = new RegistryStore(rooms.Database, rooms.Clock);
        Guards = new ProviderGuards(rooms.Clock, new CapturedLog<ProviderGuards>());
        var live = new LiveProviders([Factory], Guards, new CapturedLog<LiveProviders>());
        keys ??= new ProviderKeys(rooms.Wrapper);
        Keeper = new RegistryKeeper(new RegistryOptions { File = file, Environment = environment }, Store, keys, live, Registry, rooms.Clock, Log);
        Editor = new RegistryEditor(Store, Keeper, keys, live, Registry);
    }

    public FakeProviderFactory Factory { get; } = new();

    public CapturedLog<RegistryKeeper> Log { get; } = new();

    public RegistryStore Store { get; }

    public ProviderGuards Guards { get; }

    public ModelRegistry Registry { get; } = new([new BuiltInModels(TimeProvider.System)]);

    public RegistryKeeper Keeper { get; }

    public RegistryEditor Editor { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<long> AddProviderAsync(string name, string url = "https://one", string key = "sk-secret", RegistryAction action = RegistryAction.Create) =>
        Editor.SetProviderAsync(new RegistryIntent("admin", action, null), name, new ModelProviderSpec { BaseUrl = url }, key, Ct);

    public Task<long> AddModelAsync(string name, params string[] providers) =>
        Editor.SetModelAsync(new RegistryIntent("admin", RegistryAction.Create, null), name, RegistryRulesTests.Model(providers), Ct);

    public void Dispose() => Keeper.Dispose();
}
