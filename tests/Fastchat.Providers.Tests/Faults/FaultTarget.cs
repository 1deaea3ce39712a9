using Fastchat.ModelGateway;
using Fastchat.Providers.Models;
using Fastchat.Testing;

namespace Fastchat.Providers.Faults;

/// <summary>A provider of one model behind a proxy of its own.</summary>
internal sealed class FaultTarget : IAsyncDisposable
{
    private readonly FaultProxy _proxy;
    private readonly UpstreamClient _client;

    public FaultTarget(string name, ScriptedUpstream upstream, FaultPlan plan, int seed, TimeProvider clock)
    {
        (Name, Plan) = (name, plan);
        upstream.Play(name, () => plan.Script);
        _proxy = new FaultProxy(upstream.Port, plan, seed);
        _client = new UpstreamClient(UpstreamOptions.Parse($"{(plan.Wire == WireFault.Tls ? "https" : "http")}://127.0.0.1:{_proxy.Port}", null, null), clock);
        Model = new CountedModel(new UpstreamChatModel(_client));
        Provider = new FakeModelProvider(Model) { Name = name };
    }

    public string Name { get; }

    public FaultPlan Plan { get; }

    public CountedModel Model { get; }

    public IModelProvider Provider { get; }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _proxy.DisposeAsync();
    }
}
