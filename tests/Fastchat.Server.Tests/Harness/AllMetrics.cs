using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Fastchat.Server;

/// <summary>Keeps the names and tags of every measurement that anything in this process takes.</summary>
internal sealed class AllMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    /// <summary>Listens from now on.</summary>
    public AllMetrics()
    {
        _listener.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _listener.SetMeasurementEventCallback<long>(Note);
        _listener.SetMeasurementEventCallback<int>(Note);
        _listener.SetMeasurementEventCallback<double>(Note);
        _listener.Start();
    }

    /// <summary>What was measured so far.</summary>
    public IEnumerable<string> Seen
    {
        get
        {
            _listener.RecordObservableInstruments();
            return _seen.Keys;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private void Note<T>(Instrument instrument, T measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var text = instrument.Name;
        foreach (var tag in tags) text += $" {tag.Key}={tag.Value}";
        _seen.TryAdd(text, true);
    }
}
