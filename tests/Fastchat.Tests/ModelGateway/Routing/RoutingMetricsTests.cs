using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Fastchat.Contracts.Errors.V1;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

public sealed class RoutingMetricsTests : IDisposable
{
    private readonly RouterBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Attempts_WhateverTheyComeTo_AreCounted()
    {
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == RoutingMetrics.Name) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, 1, tags));
        listener.Start();
        _bench.Provider("metered-a").Fail(RouterBench.Away);
        _bench.Provider("metered-b").Say("b").Stop();
        _bench.Register(_bench.Model("n", "metered-b"));

        await _bench.AskAsync(_bench.Register(_bench.Model("m", "metered-a") with { Retries = 1, Fallbacks = [new ModelFallback("n", [])] }));
        listener.RecordObservableInstruments();

        Assert.Equal(2, seen["attempts metered-a"]);
        Assert.Equal(1, seen["retries metered-a"]);
        Assert.Equal(2, seen["failures metered-a upstream_unavailable False"]);
        Assert.Equal(1, seen["attempts metered-b"]);
        Assert.Equal(1, seen["time_to_first_token metered-b"]);
        Assert.True(seen["fallbacks Error"] >= 1);
        Assert.Equal((0, 0), (seen["under_way metered-b"], seen["breaker_open metered-a"]));

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var name = instrument.Name.Replace("fastchat.model.", "", StringComparison.Ordinal);
            foreach (var tag in tags) name += $" {tag.Value}";
            seen.AddOrUpdate(name, value, (_, sum) => sum + value);
        }
    }

    [Fact]
    public async Task Attempts_Each_AreASpan()
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RoutingMetrics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        _bench.Provider("traced-a").Fail(RouterBench.Away);
        _bench.Provider("traced-b").Say("b").Stop();

        await _bench.AskAsync(_bench.Model("m", "traced-a", "traced-b"));

        var failed = Assert.Single(spans, s => "traced-a".Equals(s.GetTagItem("gen_ai.provider.name")));
        Assert.Equal((ActivityStatusCode.Error, "upstream_unavailable", "m-at-traced-a"), (failed.Status, failed.GetTagItem("error.type"), failed.GetTagItem("gen_ai.request.model")));
        Assert.Equal(ActivityStatusCode.Unset, Assert.Single(spans, s => "traced-b".Equals(s.GetTagItem("gen_ai.provider.name"))).Status);
    }
}
