using System.Collections.Concurrent;

namespace Fastchat.Rpc.Rest;

/// <summary>
/// Keeps silent event streams alive: proxies and browsers take a connection without a byte for dead. One timer serves all
/// streams; one that has been silent from one tick to the next is sent a comment.
/// </summary>
internal sealed class Heartbeats(RpcOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<SseRestResponse, bool> _streams = new();
    private readonly Lock _lock = new();
    private ITimer? _timer;

    /// <summary>Begins to watch a stream.</summary>
    public void Add(SseRestResponse stream)
    {
        _streams.TryAdd(stream, true);
        if (_timer is not null) return;
        lock (_lock) _timer ??= options.Clock.CreateTimer(_ => Tick(), state: null, options.HeartbeatInterval, options.HeartbeatInterval);
    }

    /// <summary>Stops watching a stream.</summary>
    public void Remove(SseRestResponse stream) => _streams.TryRemove(stream, out _);

    /// <inheritdoc />
    public void Dispose() => _timer?.Dispose();

    private void Tick()
    {
        foreach (var (stream, _) in _streams) _ = stream.BeatAsync();
    }
}
