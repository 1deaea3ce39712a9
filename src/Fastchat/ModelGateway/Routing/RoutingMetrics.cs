using System.Diagnostics;
using System.Diagnostics.Metrics;
using Fastchat.Foundation;

namespace Fastchat.ModelGateway.Routing;

/// <summary>What is counted of the routing. Callers choose names of models, so that figures are by provider and cause alone.</summary>
public sealed class RoutingMetrics : IDisposable
{
    /// <summary>The meter's and the activity source's name.</summary>
    public const string Name = "Fastchat.ModelGateway";

    private static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _hedges;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _switches;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _firstToken;

    /// <summary>Makes the instruments; the gauges read the guards.</summary>
    public RoutingMetrics(ProviderGuards guards)
    {
        _attempts = _meter.CreateCounter<long>("fastchat.model.attempts", "{attempt}", "Requests to providers.");
        _retries = _meter.CreateCounter<long>("fastchat.model.retries", "{attempt}", "Attempts at a target that had failed in the same call.");
        _hedges = _meter.CreateCounter<long>("fastchat.model.hedges", "{attempt}", "Second attempts beside a slow first one, by who was quicker.");
        _fallbacks = _meter.CreateCounter<long>("fastchat.model.fallbacks", "{call}", "Calls that another model was asked for, by cause.");
        _switches = _meter.CreateCounter<long>("fastchat.model.switches", "{call}", "Answers that another model took over.");
        _failures = _meter.CreateCounter<long>("fastchat.model.failures", "{attempt}", "Attempts that failed, by reason and by whether the answer had begun.");
        _firstToken = _meter.CreateHistogram<double>("fastchat.model.time_to_first_token", "s", "From an attempt's beginning to its first delta.");
        _meter.CreateObservableGauge("fastchat.model.under_way", () => guards.States.Select(s => new Measurement<int>(s.UnderWay, Provider(s.Provider))), "{attempt}", "Answers under way.");
        _meter.CreateObservableGauge("fastchat.model.waiting", () => guards.States.Select(s => new Measurement<int>(s.Waiting, Provider(s.Provider))), "{call}", "Calls that wait for a place.");
        _meter.CreateObservableGauge("fastchat.model.breaker_open", () => guards.States.Select(s => new Measurement<int>(s.IsFailing ? 1 : 0, Provider(s.Provider))), description: "1 while a provider is left alone because it fails.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    /// <summary>An attempt begins.</summary>
    internal Activity? Attempt(string provider, string model, bool isRetry)
    {
        _attempts.Add(1, Provider(provider));
        if (isRetry) _retries.Add(1, Provider(provider));
        var activity = Source.StartActivity("chat attempt", ActivityKind.Client);
        activity?.SetTag("gen_ai.operation.name", "chat").SetTag("gen_ai.provider.name", provider).SetTag("gen_ai.request.model", model);
        return activity;
    }

    internal void FirstToken(string provider, TimeSpan after) => _firstToken.Record(after.TotalSeconds, Provider(provider));

    internal void Failed(string provider, FastchatException failure, bool hadBegun) =>
        _failures.Add(1, Provider(provider), new("reason", ErrorTable.Code(failure.Reason)), new("begun", hadBegun));

    internal void Hedged(string provider, bool won) => _hedges.Add(1, Provider(provider), new KeyValuePair<string, object?>("won", won));

    internal void FellBack(FailureCause cause) => _fallbacks.Add(1, new KeyValuePair<string, object?>("cause", cause.ToString()));

    internal void Switched(string provider) => _switches.Add(1, Provider(provider));

    private static KeyValuePair<string, object?> Provider(string name) => new("provider", name);
}
