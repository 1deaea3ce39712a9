using Fastchat.ModelGateway.BuiltIn;

namespace Fastchat.ModelGateway.Registry;

public sealed class RegistryFileTests : IDisposable
{
    private const string Good =
        """
        providers:
          east:
            base_url: https://east.example/v1
            api_key_env: EAST_KEY
            headers: {OpenAI-Organization: acme}
            limits: {max_concurrency: 50, break_duration: 2.5s}
          west:
            base_url: http://10.0.0.7:4000
            api_key_file: west.key
            list_models: false
            allow_private_addresses: false
        models:
          gpt-4.1:
            targets:
              - {provider: east, model: gpt-4.1-2025, weight: 3}
              - provider: west
                model: openai/gpt-4.1
            choice: least_busy
            context_window: 128000
            price: {prompt: 2.5, completion: 10}
            abilities: {vision: false}
            timeouts: {first_token: 30s}
            fallbacks:
              - {model: extractive, causes: [error, context_too_long]}
            defaults: {temperature: 0.2, stop: ["a", "b"], reasoning_effort: low, made_up: "7"}
            tags: [fast]
          local:
            targets: [{provider: gateway, model: llama}]
        """;

    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "models.yaml");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Good_StatesWhatItSays()
    {
        File.WriteAllText(System.IO.Path.Combine(_folder.Path, "west.key"), "sk-west\n");

        var (providers, models) = Read(Good, out var problems)!.Value;

        Assert.Empty(problems);
        Assert.Equal([("east", "sk-east", true), ("west", "sk-west", false)], providers.Select(p => (p.Name, p.ApiKey, p.Spec.AllowPrivateAddresses)));
        var entry = RegistryShapes.ToEntry(providers[0]);
        Assert.Equal((50, TimeSpan.FromSeconds(2.5), "acme", true), (entry.Limits.MaxConcurrency, entry.Limits.BreakDuration, entry.Headers["OpenAI-Organization"], entry.ListsModels));
        Assert.DoesNotContain("sk-", $"{providers[0]} {entry}", StringComparison.Ordinal);
        var model = RegistryShapes.ToModel(models[0]);
        Assert.Equal(("gpt-4.1", TargetChoice.LeastBusy, 128_000, false, true), (model.Name, model.Choice, model.ContextWindow, model.Abilities.Vision, model.Abilities.Tools));
        Assert.Equal([3, 1], model.Targets.Select(t => t.Weight));
        Assert.Equal(["a", "b"], model.Defaults!.Stop.Many.Values);
        Assert.Equal("7", model.Defaults.Rest.Fields["made_up"].StringValue);
    }

    [Fact]
    public void Read_ManyMistakes_TellsAllWithTheirLines()
    {
        var read = Read(
            """
            providers:
              East: {base_url: https://east.example}
              west:
                base_url: nowhere
                api_key_env: UNSET
                colour: red
            models:
              a:
                targets: [{provider: north, model: x}]
                retries: many
                choice: best
                fallbacks: [{model: b}]
              b:
                targets: [{provider: west, model: x}]
                fallbacks: [{model: a}]
                timeouts: {total: 5}
            extra: 1
            """, out var problems);

        Assert.Null(read);
        string[] expected =
        [
            ":2: providers.East must be 1 to 64 of a-z",
            ":4: providers.west.base_url must be an http(s) URL",
            ":5: providers.west.api_key_env names the variable UNSET, which is not set",
            ":6: providers.west.colour is not known; there are kind, base_url",
            ":9: models.a.targets[0].provider names 'north', but there is no such provider",
            ":10: models.a.retries must be a whole number, but is 'many'",
            ":11: models.a.choice must be weighted, least_busy, in_order, but is 'best'",
            ":12: models.a.fallbacks[0].model must not lead back to 'a': a → b → a",
            ":15: models.b.fallbacks[0].model must not lead back",
            ":16: models.b.timeouts.total must be seconds as in 1.5s",
            ":17: extra is not known",
        ];
        Assert.Equal(expected.Length, problems.Count);
        Assert.All(expected.Zip(problems), pair => Assert.StartsWith(Path + pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("models: [", ":")]
    [InlineData("models:\n  a: 1\n  a: 2", ":3: ")]
    [InlineData("- a", " must be one YAML mapping")]
    [InlineData("models: {a: 1}", ":1: models.a must be a mapping")]
    [InlineData("providers: {p: {base_url: https://h, api_key: 'a b'}}", ":1: providers.p.api_key must be printable")]
    [InlineData("providers: {p: {base_url: https://h, api_key: a, api_key_env: EAST_KEY}}", ":1: providers.p must have only one of")]
    [InlineData("providers: {gateway: {base_url: https://h}}", ":1: providers.gateway must not be 'gateway'")]
    public void Read_Wrong_SaysWhere(string yaml, string problem)
    {
        Assert.Null(Read(yaml, out var problems));
        Assert.StartsWith(Path + problem, problems[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("providers:\nmodels:\n")]
    public void Read_Nothing_IsRight(string yaml) => Assert.Empty(Read(yaml, out _)!.Value.Models);

    [Fact]
    public void Read_NotThere_SaysSo()
    {
        var problems = new List<string>();

        Assert.Null(File_().Read(problems));
        Assert.Contains("cannot be read", Assert.Single(problems), StringComparison.Ordinal);
        Assert.Null(File_().Stamp());
    }

    private RegistryFile File_() => new(Path, name => name == "EAST_KEY" ? "sk-east" : null, [new BuiltInModels(TimeProvider.System)], ["gateway"], ["openai"]);

    private (IReadOnlyList<StatedProvider> Providers, IReadOnlyList<StatedModel> Models)? Read(string yaml, out List<string> problems)
    {
        File.WriteAllText(Path, yaml);
        problems = [];
        return File_().Read(problems);
    }
}
