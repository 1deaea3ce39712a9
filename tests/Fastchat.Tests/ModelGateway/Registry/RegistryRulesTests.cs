using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Google.Protobuf.WellKnownTypes;
using WireFallback = Fastchat.Contracts.Admin.V1.ModelFallback;
using WireLimits = Fastchat.Contracts.Admin.V1.ProviderLimits;
using WireTarget = Fastchat.Contracts.Admin.V1.ModelTarget;

namespace Fastchat.ModelGateway.Registry;

/// <summary>What is wrong with an entry is told by the path of its field.</summary>
public sealed class RegistryRulesTests
{
    public static TheoryData<string, Action<ModelProviderSpec>> WrongProviders => new()
    {
        { "p.kind", s => s.Kind = "telepathy" },
        { "p.base_url", s => s.BaseUrl = "" },
        { "p.base_url", s => s.BaseUrl = "ftp://host" },
        { "p.base_url", s => s.BaseUrl = "/v1" },
        { "p.base_url", s => s.BaseUrl = "https://me:secret@host" },
        { "p.base_url", s => s.BaseUrl = "https://host/v1?key=x" },
        { "p.base_url", s => s.BaseUrl = "https://host/" + new string('a', 2000) },
        { "p.api_key_header", s => s.ApiKeyHeader = "bad header" },
        { "p.api_key_header", s => s.ApiKeyHeader = "Host" },
        { "p.headers", s => s.Headers["Authorization"] = "Bearer x" },
        { "p.headers", s => s.Headers["X-Api-Key"] = "x" },
        { "p.headers", s => s.Headers["Content-Length"] = "1" },
        { "p.headers", s => s.Headers["X-Org"] = "a\r\nb: c" },
        { "p.model_patterns[0]", s => s.ModelPatterns.Add("") },
        { "p.region", s => s.Region = new string('a', 65) },
        { "p.connect_timeout", s => s.ConnectTimeout = new Duration() },
        { "p.connect_timeout", s => s.ConnectTimeout = new Duration { Seconds = 301 } },
        { "p.limits.max_concurrency", s => s.Limits = new WireLimits { MaxConcurrency = 0 } },
        { "p.limits.failure_ratio", s => s.Limits = new WireLimits { FailureRatio = double.NaN } },
        { "p.limits.minimum_throughput", s => s.Limits = new WireLimits { MinimumThroughput = 1 } },
        { "p.limits.sampling_duration", s => s.Limits = new WireLimits { SamplingDuration = new Duration { Nanos = 1 } } },
        { "p.limits.break_duration", s => s.Limits = new WireLimits { BreakDuration = new Duration { Seconds = 86_401 } } },
    };

    public static TheoryData<string, Action<ModelSpec>> WrongModels => new()
    {
        { "m.targets", s => s.Targets.Clear() },
        { "m.targets", s => s.Targets.Add(Enumerable.Repeat(new WireTarget { Provider = "a", Model = "b" }, 16)) },
        { "m.targets", s => s.Targets[0].Weight = 0 },
        { "m.targets[0].weight", s => s.Targets[0].Weight = 1001 },
        { "m.targets[0].provider", s => s.Targets[0].Provider = "" },
        { "m.targets[0].model", s => s.Targets[0].Model = "" },
        { "m.choice", s => s.Choice = (Contracts.Admin.V1.TargetChoice)9 },
        { "m.fallbacks[0].model", s => s.Fallbacks.Add(new WireFallback()) },
        { "m.fallbacks[0].causes", s => s.Fallbacks.Add(new WireFallback { Model = "x", Causes = { FallbackCause.Unspecified } }) },
        { "m.context_window", s => s.ContextWindow = 0 },
        { "m.max_output_tokens", s => s.MaxOutputTokens = -1 },
        { "m.price.prompt", s => s.Price = new ModelPrice { Prompt = -1 } },
        { "m.price.completion", s => s.Price = new ModelPrice { Completion = double.PositiveInfinity } },
        { "m.abilities.embedding_dimensions", s => s.Abilities = new Contracts.Admin.V1.ModelAbilities { EmbeddingDimensions = 0 } },
        { "m.timeouts.total", s => s.Timeouts = new Contracts.Admin.V1.ModelTimeouts { Total = new Duration { Seconds = -1 } } },
        { "m.retries", s => s.Retries = 6 },
        { "m.hedge_after", s => s.HedgeAfter = new Duration() },
        { "m.defaults.messages", s => s.Defaults = new Struct { Fields = { ["messages"] = Value.ForList() } } },
        { "m.defaults.temperature", s => s.Defaults = new Struct { Fields = { ["temperature"] = Value.ForNumber(3) } } },
        { "m.defaults", s => s.Defaults = new Struct { Fields = { ["top_p"] = Value.ForString("much") } } },
        { "m.tags[1]", s => s.Tags.Add(["a", ""]) },
        { "m.region", s => s.Region = "a\n" },
        { "m.owned_by", s => s.OwnedBy = new string('a', 65) },
    };

    [Theory]
    [MemberData(nameof(WrongProviders))]
    public void Provider_Wrong_NamesTheField(string path, Action<ModelProviderSpec> spoil)
    {
        var (spec, mistakes) = (new ModelProviderSpec { BaseUrl = "https://host" }, new RegistryMistakes());
        spoil(spec);

        ProviderRules.Check("p", spec, ["openai"], mistakes);

        Assert.Contains(path, mistakes.All.Select(m => m.Path));
        Assert.All(mistakes.All, m => Assert.StartsWith(m.Path, m.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", string.Concat(mistakes.All.Where(m => m.Path == "p.base_url").Select(m => m.Message)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WrongModels))]
    public void Model_Wrong_NamesTheField(string path, Action<ModelSpec> spoil)
    {
        var (spec, mistakes) = (Model("builtin"), new RegistryMistakes());
        spoil(spec);

        ModelRules.Check("m", spec, mistakes);

        Assert.Contains(path, mistakes.All.Select(m => m.Path));
    }

    [Fact]
    public void Entries_Right_PassAndMeanWhatTheySay()
    {
        var mistakes = new RegistryMistakes();
        var spec = Model("a", "b");
        spec.Targets[1].Weight = 0;
        (spec.Retries, spec.Price, spec.HedgeAfter) = (0, new ModelPrice { Prompt = 2.5, Completion = 10 }, new Duration { Nanos = 500_000_000 });
        spec.Defaults = new Struct { Fields = { ["temperature"] = Value.ForNumber(0.5), ["stop"] = Value.ForString("END"), ["made_up"] = Value.ForBool(true) } };
        spec.Fallbacks.Add(new WireFallback { Model = "x", Causes = { FallbackCause.ContextTooLong } });
        ModelRules.Check("m", spec, mistakes);
        Assert.Empty(mistakes.All);

        var model = RegistryShapes.ToModel(new StatedModel("alias", spec, RegistrySource.File));
        Assert.Equal([new ModelTarget("a", "model"), new ModelTarget("b", "model", 0)], model.Targets);
        Assert.Equal((0, 2.5m, TimeSpan.FromMilliseconds(500), "a"), (model.Retries, model.Price!.Value.Prompt, model.HedgeAfter, model.OwnedBy));
        Assert.Equal((0.5, "END", true), (model.Defaults!.Temperature, model.Defaults.Stop.One, model.Defaults.Rest.Fields["made_up"].BoolValue));
        Assert.Equal(Routing.FailureCause.ContextTooLong, model.Fallbacks[0].Causes.Single());
    }

    [Theory]
    [InlineData("http://host:4000", "http://host:4000/v1/")]
    [InlineData("https://host/api/v2/", "https://host/api/v2/")]
    [InlineData("https://host/v1beta", "https://host/v1beta/")]
    public void Address_Stated_EndsInItsVersion(string stated, string address) => Assert.Equal(address, RegistryShapes.Address(stated).AbsoluteUri);

    [Theory]
    [InlineData("a", "a", "m.fallbacks[0].model", ErrorReason.InvalidValue)]
    [InlineData("a", "b,a", "m.fallbacks[0].model", ErrorReason.InvalidValue)]
    [InlineData("a", "b,c,d,a", "m.fallbacks[0].model", ErrorReason.InvalidValue)]
    [InlineData("a", "nowhere", "m.fallbacks[0].model", ErrorReason.ModelNotFound)]
    public void Fallbacks_CircularOrDangling_AreRefused(string name, string chain, string path, ErrorReason reason)
    {
        var links = chain.Split(',');
        var models = new Dictionary<string, ModelSpec> { [name] = Model("builtin") };
        foreach (var link in links.Where(l => l != "nowhere")) models.TryAdd(link, Model("builtin"));
        for (var i = 0; i < links.Length; i++) models[i == 0 ? name : links[i - 1]].Fallbacks.Add(new WireFallback { Model = links[i] });
        var mistakes = new RegistryMistakes();

        new ModelReferences([], [], models).Check("m", name, mistakes);

        var mistake = mistakes.All.Single(m => m.Path == path);
        Assert.Equal(reason, mistake.Reason);
    }

    [Fact]
    public void Fallbacks_InADiamond_AreNoCircle()
    {
        var models = new[] { "a", "b", "c", "d" }.ToDictionary(n => n, _ => Model("openai"));
        foreach (var (from, to) in new[] { ("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("d", "extractive") }) models[from].Fallbacks.Add(new WireFallback { Model = to });
        var mistakes = new RegistryMistakes();
        var references = new ModelReferences([new BuiltIn.BuiltInModels(TimeProvider.System)], ["openai"], models);

        foreach (var name in models.Keys) references.Check("m", name, mistakes);

        Assert.Empty(mistakes.All);
    }

    [Fact]
    public void Target_OfAnUnknownProvider_IsToldWhichThereAre()
    {
        var mistakes = new RegistryMistakes();
        new ModelReferences([], ["east", "west"], [KeyValuePair.Create("m", Model("north"))]).Check("spec", "m", mistakes);

        Assert.Equal(("spec.targets[0].provider", ErrorReason.ProviderNotFound), (mistakes.All.Single().Path, mistakes.All.Single().Reason));
        Assert.Contains("east, west", mistakes.All.Single().Message, StringComparison.Ordinal);
    }

    internal static ModelSpec Model(params string[] providers) => new() { Targets = { providers.Select(p => new WireTarget { Provider = p, Model = "model" }) } };
}
