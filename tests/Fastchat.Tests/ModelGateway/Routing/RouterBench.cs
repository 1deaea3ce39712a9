using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Fastchat.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.ModelGateway.Routing;

/// <summary>A router, fake models at providers "a", "b", "c" … under their own names, and a clock that stands still.</summary>
internal sealed class RouterBench : IDisposable
{
    private readonly List<IModelProvider> _providers = [];
    private readonly List<RegisteredModel> _models = [];
    private readonly RoutingMetrics _metrics;

    public RouterBench()
    {
        Guards = new ProviderGuards(Clock, NullLogger<ProviderGuards>.Instance);
        _metrics = new RoutingMetrics(Guards);
        Router = new ModelRouter(Guards, _metrics, Clock, Log) { Random = new Random(17) };
    }

    public FakeClock Clock { get; } = new();

    public CapturedLog<ModelRouter> Log { get; } = new();

    public ProviderGuards Guards { get; }

    public ModelRouter Router { get; }

    public RegistrySnapshot Registry => new(1, _providers, _models);

    public static FastchatException Away => new(ErrorReason.UpstreamUnavailable, "Away.");

    public static FastchatException Limited => new(ErrorReason.UpstreamRateLimited, "Limited.");

    public FakeChatModel Provider(string name, ProviderLimits? limits = null)
    {
        var model = new FakeChatModel(Clock);
        _providers.Add(new FakeModelProvider(model) { Name = name, Limits = limits ?? ProviderLimits.Default });
        return model;
    }

    public RegisteredModel Model(string name, params string[] providers) =>
        new() { Name = name, Targets = [.. providers.Select(p => new ModelTarget(p, $"{name}-at-{p}"))], Choice = TargetChoice.InOrder, Retries = 0 };

    public RegisteredModel Register(RegisteredModel model)
    {
        _models.RemoveAll(m => m.Name == model.Name);
        _models.Add(model);
        return model;
    }

    public ModelRequest Request(string model = "m") => new() { Parameters = new ChatCompletionParams { Model = model, Messages = { new ChatMessage { Role = ChatRole.User, Text = "?" } } }, Question = "?" };

    /// <summary>Asks, and lets time pass until the answer has ended.</summary>
    public async Task<List<ModelDelta>> AskAsync(RegisteredModel model, ModelRequest? request = null, FallbackRequest? fit = null)
    {
        var ct = TestContext.Current.CancellationToken;
        var asking = Router.StreamAsync(Registry, model, request ?? Request(), ct, fit).ToListAsync(ct).AsTask();
        await PassAsync(asking);
        return await asking;
    }

    /// <summary>The error that asking ends with.</summary>
    public async Task<FastchatException> FailAsync(RegisteredModel model, ModelRequest? request = null, FallbackRequest? fit = null) =>
        await Assert.ThrowsAsync<FastchatException>(() => AskAsync(model, request, fit));

    /// <summary>The error that asking ends with while no time passes.</summary>
    public async Task<FastchatException> FailAtOnceAsync(RegisteredModel model)
    {
        var ct = TestContext.Current.CancellationToken;
        return await Assert.ThrowsAsync<FastchatException>(() => Router.StreamAsync(Registry, model, Request(), ct).ToListAsync(ct).AsTask());
    }

    /// <summary>Lets time pass in small steps until something has ended. What goes on elsewhere in between gets a chance to, so that the clock does not run away from it.</summary>
    public Task PassAsync(Task until)
    {
        var turns = 0;
        return Eventually.IsTrueAsync(() =>
        {
            if (!until.IsCompleted && ++turns % 20 == 0) Clock.Advance(TimeSpan.FromMilliseconds(50));
            return until.IsCompleted;
        });
    }

    public static string Text(IEnumerable<ModelDelta> deltas) => string.Concat(deltas.Select(d => d.Text));

    public void Dispose()
    {
        Router.Dispose();
        _metrics.Dispose();
    }
}
