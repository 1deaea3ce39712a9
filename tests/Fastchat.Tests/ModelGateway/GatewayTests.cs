using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway.BuiltIn;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Routing;
using Fastchat.Testing;

namespace Fastchat.ModelGateway;

public sealed class GatewayTests
{
    private readonly FakeChatModel _one = new FakeChatModel(TimeProvider.System).Say("one").Stop();
    private readonly FakeChatModel _two = new FakeChatModel(TimeProvider.System).Say("two").Stop();

    [Fact]
    public async Task StreamAsync_NameOfTwoProviders_IsServedByTheFirst()
    {
        var gateway = Of(new FakeModelProvider(_one, "a", "b") { Name = "first" }, new FakeModelProvider(_two, "b", "c") { Name = "second" });

        Assert.Equal("one", await AskAsync(gateway, "b"));
        Assert.Equal("two", await AskAsync(gateway, "c"));
    }

    [Fact]
    public async Task StreamAsync_ParameterLeftOut_IsToldBeforeAllElse()
    {
        var gateway = Of(new FakeModelProvider(_one, "a") { Abilities = new ModelAbilities { Logprobs = false, Reasoning = false } });
        var parameters = new ChatCompletionParams { Model = "a", Logprobs = true, ReasoningEffort = ReasoningEffort.Low };

        var deltas = await gateway.StreamAsync(new ModelRequest { Parameters = parameters, Question = "?", Permit = new ModelPermit(new TenantModels(new Contracts.Admin.V1.ModelAccess { DropParams = true })) }, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["reasoning_effort", "logprobs"], deltas[0].Dropped!);
        Assert.Equal(["one"], deltas.Select(d => d.Text).OfType<string>());
        Assert.False(_one.Requests.Single().Parameters.HasLogprobs);
    }

    [Fact]
    public void StreamAsync_ParameterTheModelCannotDo_AsksNoModel()
    {
        var gateway = Of(new FakeModelProvider(_one, "a") { Abilities = new ModelAbilities { Logprobs = false } });
        var request = new ModelRequest { Parameters = new ChatCompletionParams { Model = "a", Logprobs = true }, Question = "?" };

        foreach (var refused in (Action[])[() => gateway.Check(request), () => gateway.StreamAsync(request, TestContext.Current.CancellationToken)])
            Assert.Equal(ErrorReason.ParameterUnsupported, Assert.Throws<FastchatException>(refused).Reason);
        Assert.Empty(_one.Requests);
    }

    [Fact]
    public void List_Providers_IsSortedAndHoldsEachNameOnce()
    {
        var registry = new ModelRegistry([new FakeModelProvider(_one, "m", "b") { Name = "1", Owner = "first" }, new FakeModelProvider(_two, "b", "a", "Z") { Name = "2", Owner = "second" }]);

        Assert.Equal([("Z", "second"), ("a", "second"), ("b", "first"), ("m", "first")], registry.Current.List().Select(m => (m.Name, m.OwnedBy)));
    }

    [Fact]
    public void Describe_FoundButNotListed_IsTheProviders()
    {
        var gateway = Of(new FakeModelProvider(_one, "a") { Unlisted = "hidden" });

        Assert.Equal("fake", gateway.Describe("hidden", ModelPermit.All).OwnedBy);
        Assert.Equal("tests", gateway.Describe("a", ModelPermit.All).OwnedBy);
    }

    [Theory]
    [InlineData("", ErrorReason.MissingField)]
    [InlineData("A", ErrorReason.ModelNotFound)]
    [InlineData("b", ErrorReason.ModelNotFound)]
    public void Describe_UnknownName_IsRefused(string name, ErrorReason reason)
    {
        var refusal = Assert.Throws<FastchatException>(() => Of(new FakeModelProvider(_one, "a")).Describe(name, ModelPermit.All));

        Assert.Equal((reason, "model"), (refusal.Reason, refusal.Param));
    }

    [Fact]
    public void BuiltIn_Models_AreFoundUnderTheNamesTheyList()
    {
        var models = new BuiltInModels(TimeProvider.System);

        Assert.Equal(["extractive", "hashing-384", "lexical", "scripted"], models.Models.Select(m => m.Name));
        Assert.All(models.Models, m => Assert.True(models.Offers(m.Name)));
        Assert.False(models.Offers("other"));
        Assert.Throws<FastchatException>(() => models.ChatModel("other"));
    }

    private static Gateway Of(params IModelProvider[] providers) => new(new ModelRegistry(providers), TestRouter.Create());

    private static async Task<string> AskAsync(Gateway gateway, string model)
    {
        var request = new ModelRequest { Parameters = new ChatCompletionParams { Model = model }, Question = "?" };
        return string.Concat(await gateway.StreamAsync(request, TestContext.Current.CancellationToken).Select(d => d.Text).ToListAsync(TestContext.Current.CancellationToken));
    }
}
