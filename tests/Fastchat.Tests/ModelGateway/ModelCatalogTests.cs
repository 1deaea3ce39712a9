using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.BuiltIn;
using Fastchat.Testing;

namespace Fastchat.ModelGateway;

public sealed class ModelCatalogTests
{
    private readonly FakeChatModel _one = new(TimeProvider.System);
    private readonly FakeChatModel _two = new(TimeProvider.System);

    [Fact]
    public void Get_NameOfTwoSources_IsServedByTheFirst()
    {
        var catalog = new ModelCatalog([new FakeModelSource(_one, "a", "b"), new FakeModelSource(_two, "b", "c")]);

        Assert.Same(_one, catalog.Get("b"));
        Assert.Same(_two, catalog.Get("c"));
    }

    [Fact]
    public void List_Sources_IsSortedAndHoldsEachNameOnce()
    {
        var catalog = new ModelCatalog([new FakeModelSource(_one, "m", "b") { Owner = "first" }, new FakeModelSource(_two, "b", "a", "Z") { Owner = "second" }]);

        Assert.Equal(
            [new("Z", "second"), new("a", "second"), new("b", "first"), new ModelInfo("m", "first")],
            catalog.List());
    }

    [Fact]
    public void Describe_FoundButNotListed_IsTheGateways()
    {
        var catalog = new ModelCatalog([new FakeModelSource(_one, "a") { Unlisted = "hidden" }]);

        Assert.Equal(new ModelInfo("hidden", "gateway"), catalog.Describe("hidden"));
        Assert.Equal(new ModelInfo("a", "tests"), catalog.Describe("a"));
    }

    [Theory]
    [InlineData("", ErrorReason.MissingField)]
    [InlineData("A", ErrorReason.ModelNotFound)]
    [InlineData("b", ErrorReason.ModelNotFound)]
    public void Get_UnknownName_IsRefused(string name, ErrorReason reason)
    {
        var refusal = Assert.Throws<FastchatException>(() => new ModelCatalog([new FakeModelSource(_one, "a")]).Get(name));

        Assert.Equal((reason, "model"), (refusal.Reason, refusal.Param));
    }

    [Fact]
    public void Describe_UnknownName_IsRefused() =>
        Assert.Equal(ErrorReason.ModelNotFound, Assert.Throws<FastchatException>(() => new ModelCatalog([]).Describe("a")).Reason);

    [Fact]
    public void BuiltIn_Models_AreFoundUnderTheNamesTheyList()
    {
        var models = new BuiltInModels(TimeProvider.System);

        Assert.Equal(["extractive", "scripted"], models.Models.Select(m => m.Name));
        Assert.All(models.Models, m => Assert.NotNull(models.Find(m.Name)));
        Assert.Null(models.Find("other"));
    }
}
