using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Governance.Encryption;
using Fastchat.ModelGateway.BuiltIn;
using Fastchat.Testing;

namespace Fastchat.ModelGateway.Registry;

public sealed class RegistryKeeperTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestRooms _rooms = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rooms = await TestRooms.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _rooms.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Change_OfAnotherNode_IsInForceHere()
    {
        using var here = await StartAsync();
        using var there = await StartAsync();

        await there.AddProviderAsync("east");
        await there.AddModelAsync("alias", "east");

        await Eventually.IsTrueAsync(() => here.Registry.Current.Find("alias") is not null);
        Assert.Equal("sk-secret", Assert.Single(here.Factory.Made).Entry.ApiKey);
        Assert.True(here.Factory.Made.Single().IsStarted);
        await here.Keeper.StopAsync(Ct);
        Assert.True(here.Factory.Made.Single().IsStopped);
    }

    [Fact]
    public async Task Provider_ThatStaysTheSame_StaysTheSameObjectAndOneThatIsGoneIsStopped()
    {
        using var node = await StartAsync();
        await node.AddProviderAsync("east");
        await node.AddProviderAsync("west", "https://two");
        var before = node.Registry.Current;
        foreach (var provider in before.Providers.Values) node.Guards.Of(provider);

        await node.AddProviderAsync("west", "https://three", action: RegistryAction.Update);

        var after = node.Registry.Current;
        Assert.True(after.Version > before.Version);
        Assert.Same(before.Providers["east"], after.Providers["east"]);
        Assert.NotSame(before.Providers["west"], after.Providers["west"]);
        Assert.True(((FakeProviderFactory.Live)before.Providers["west"]).IsStopped);
        Assert.False(((FakeProviderFactory.Live)before.Providers["east"]).IsStopped);
        Assert.DoesNotContain(node.Guards.States, s => s.Provider == "west");
        Assert.Contains(node.Guards.States, s => s.Provider == "east");
    }

    [Fact]
    public async Task Calls_WhileTheRegistryChanges_AreServedToTheirEndsInTheWorldTheyBeganIn()
    {
        using var node = await StartAsync();
        await node.AddProviderAsync("east", "https://one");
        await node.AddModelAsync("alias", "east");
        var answers = 0;
        using var end = new CancellationTokenSource();

        var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                var world = node.Registry.Current;
                var target = world.Find("alias")!.Targets.Single();
                await Task.Yield();
                var said = string.Concat(await world.Providers[target.Provider].ChatModel(target.Model).StreamAsync(Request, Ct).Select(d => d.Text).ToListAsync(Ct));
                Assert.Contains(said, (string[])["one", "two"]);
                Interlocked.Increment(ref answers);
            }
        }, Ct)).ToList();
        for (var i = 0; i < 20; i++) await node.AddProviderAsync("east", i % 2 == 0 ? "https://two" : "https://one", action: RegistryAction.Update);
        await Eventually.IsTrueAsync(() => answers > 100);
        await end.CancelAsync();
        await Task.WhenAll(callers);
    }

    [Fact]
    public async Task File_Changed_IsInForceAndAWrongOneLeavesTheLastInForce()
    {
        var file = Write("models: {one: {targets: [{provider: builtin, model: scripted}]}}");
        using var node = await StartAsync(file);
        Assert.NotNull(node.Registry.Current.Find("one"));

        Write("models: {two: {targets: [{provider: builtin, model: scripted}], price: {prompt: 1}}}");
        await PassAsync(() => node.Registry.Current.Find("two") is not null);
        Assert.Null(node.Registry.Current.Find("one"));

        Write("models: {three: {targets: [{provider: nowhere, model: scripted}]}}");
        await PassAsync(() => node.Keeper.Troubles.Count > 0);
        Assert.NotNull(node.Registry.Current.Find("two"));
        Assert.Contains("no such provider", node.Keeper.Troubles.Single(), StringComparison.Ordinal);

        Write("models: {four: {targets: [{provider: builtin, model: scripted}]}}");
        await PassAsync(() => node.Registry.Current.Find("four") is not null);
        Assert.Empty(node.Keeper.Troubles);
    }

    [Fact]
    public async Task File_WrongAtTheStart_EndsIt()
    {
        using var node = new TestRegistry(_rooms, Write("models: 5"));

        await Assert.ThrowsAsync<FormatException>(() => node.Keeper.StartAsync(Ct));
    }

    [Fact]
    public async Task Names_OfTwoSources_AreTheEnvironmentsThenTheFilesThenTheApis()
    {
        using (var before = await StartAsync())
        {
            await before.AddProviderAsync("east", "https://api");
            await before.AddModelAsync("alias", "east");
        }

        var file = Write("providers: {east: {base_url: https://file}}\nmodels: {alias: {targets: [{provider: gateway, model: x}]}}");
        var gateway = new StatedProvider("gateway", new ModelProviderSpec { BaseUrl = "https://environment", ModelPatterns = { "mock" } }, "sk", RegistrySource.Environment);
        using var node = await StartAsync(file, gateway);

        Assert.Equal(["environment", "file"], node.Factory.Made.Select(m => m.Entry.BaseUrl.Host).Order());
        Assert.Equal("gateway", node.Registry.Current.Find("alias")!.Targets.Single().Provider);
        Assert.Equal("gateway", node.Registry.Current.Find("mock")!.Targets.Single().Provider);
        Assert.Equal([RegistrySource.Environment, RegistrySource.File, RegistrySource.Api], node.Keeper.Contents.Providers.Select(p => p.Source));
    }

    [Fact]
    public async Task Key_SealedUnderAnUnknownKey_LeavesItsProviderOutAndSaysSo()
    {
        using (var before = await StartAsync())
        {
            await before.AddProviderAsync("east");
            await before.AddModelAsync("alias", "east");
        }

        using var node = new TestRegistry(_rooms, keys: new ProviderKeys(new LocalKeyWrapper(KeyEncryptionKey.TryParse(KeyEncryptionKey.Generate())!)));
        await node.Keeper.StartAsync(Ct);

        Assert.Null(node.Registry.Current.Find("alias"));
        Assert.Empty(node.Factory.Made);
        Assert.Equal(2, node.Keeper.Troubles.Count);
        Assert.DoesNotContain("sk-secret", string.Concat(node.Keeper.Troubles) + string.Concat(node.Log.Entries.Select(e => e.Message)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_UnderAnOlderKey_IsSealedAnewAtTheStart()
    {
        using (var before = await StartAsync()) await before.AddProviderAsync("east");
        var next = KeyEncryptionKey.TryParse(KeyEncryptionKey.Generate())!;
        using var node = new TestRegistry(_rooms, keys: new ProviderKeys(new LocalKeyWrapper(next, TestRooms.KeyEncryptionKey)));
        await node.Keeper.StartAsync(Ct);

        Assert.Equal("sk-secret", Assert.Single(node.Factory.Made).Entry.ApiKey);
        Assert.Equal(next.Id, (await node.Store.ReadAsync(Ct)).Keys["east"].KeyId);
    }

    private static ModelRequest Request => new() { Parameters = new ChatCompletionParams { Model = "model" }, Question = "?" };

    private async Task<TestRegistry> StartAsync(RegistryFile? file = null, params StatedProvider[] environment)
    {
        var node = new TestRegistry(_rooms, file, environment: environment);
        await node.Keeper.StartAsync(Ct);
        return node;
    }

    private async Task PassAsync(Func<bool> done) => await Eventually.IsTrueAsync(() =>
    {
        _rooms.Clock.Advance(TimeSpan.FromSeconds(1));
        return done();
    });

    private RegistryFile Write(string yaml)
    {
        var path = Path.Combine(_folder.Path, "models.yaml");
        File.WriteAllText(path, yaml);
        return new RegistryFile(path, _ => null, [new BuiltInModels(TimeProvider.System)], ["gateway"], ["openai"]);
    }
}
