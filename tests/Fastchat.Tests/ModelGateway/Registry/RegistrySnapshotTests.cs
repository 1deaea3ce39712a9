using Fastchat.Contracts.Admin.V1;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway.BuiltIn;
using Fastchat.Testing;

namespace Fastchat.ModelGateway.Registry;

public sealed class RegistrySnapshotTests
{
    private static readonly FakeChatModel Model = new FakeChatModel(TimeProvider.System).Say("hello").Stop();

    private readonly RegistrySnapshot _world = new(
        1,
        [new BuiltInModels(TimeProvider.System), new FakeModelProvider(Model, "listed") { Name = "east", Unlisted = "hidden" }, new FakeModelProvider(Model) { Name = "west" }],
        [
            new RegisteredModel { Name = "both", Targets = [new("east", "m"), new("west", "m")], Fallbacks = [new("west-only", []), new("extractive", [])] },
            new RegisteredModel { Name = "west-only", Targets = [new("west", "m")] },
            new RegisteredModel { Name = "stated", Targets = [new("west", "m")], Region = "eu-1" },
        ],
        [KeyValuePair.Create("east", "eu-2"), KeyValuePair.Create("west", "us")]);

    [Fact]
    public void For_Anyone_IsTheSameWorld() => Assert.Same(_world, _world.For(ModelPermit.All));

    [Fact]
    public void Find_WithinARegion_LeavesOutTargetsAndModelsElsewhere()
    {
        var europe = _world.For(In("eu-*"));

        Assert.Equal([new ModelTarget("east", "m")], europe.Find("both")!.Targets);
        Assert.Null(europe.Find("west-only"));
        Assert.NotNull(europe.Find("stated"));
        Assert.NotNull(europe.Find("hidden"));
        Assert.NotNull(europe.Find("extractive"));
        Assert.Equal(["both", "listed", "stated"], europe.List().Where(m => m.Targets[0].Provider != BuiltInModels.ProviderName).Select(m => m.Name));
    }

    [Fact]
    public void Find_WhereNoRegionIsStated_IsNowhere()
    {
        var world = new RegistrySnapshot(1, [new FakeModelProvider(Model, "listed") { Name = "east" }], []);

        Assert.Null(world.For(In("eu")).Find("listed"));
        Assert.Empty(world.For(In("eu")).List());
    }

    [Fact]
    public void Names_ThatRulesDeny_AreNeitherListedNorFallenBackOn()
    {
        var world = _world.For(new ModelPermit(TenantModels.Any, name => name != "west-only"));

        Assert.Equal(["extractive"], world.Find("both")!.Fallbacks.Select(f => f.Model));
        Assert.DoesNotContain("west-only", world.List().Select(m => m.Name));
    }

    private static ModelPermit In(string region) => new(new TenantModels(new ModelAccess { Regions = { region } }));
}
