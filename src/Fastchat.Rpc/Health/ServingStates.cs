using System.Collections.Immutable;

namespace Fastchat.Rpc.Health;

/// <summary>
/// Which services take calls, as <c>grpc.health.v1.Health</c> tells it. Every service of the wire does from the start, and
/// so does the server as a whole; the host says otherwise here. When the host stops none does, and that is final.
/// </summary>
public sealed class ServingStates
{
    /// <summary>The name of the server as a whole.</summary>
    public const string WholeServer = "";

    private readonly Lock _lock = new();
    private ServingSnapshot _now;

    internal ServingStates(IEnumerable<string> services) =>
        _now = new ServingSnapshot(services.Append(WholeServer).ToImmutableDictionary(s => s, _ => true, StringComparer.Ordinal), isFinal: false);

    /// <summary>The states at this moment.</summary>
    internal ServingSnapshot Now => Volatile.Read(ref _now);

    /// <summary>Says whether a service takes calls.</summary>
    /// <param name="service">Its full name, of the wire or any other; <see cref="WholeServer"/> for the server.</param>
    /// <param name="serving">Whether it does.</param>
    public void Set(string service, bool serving) => Replace(now => new ServingSnapshot(now.Serving.SetItem(service, serving), isFinal: false));

    /// <summary>Whether a service takes calls; null for one that is not known.</summary>
    public bool? IsServing(string service) => Now.Serving.TryGetValue(service, out var serving) ? serving : null;

    /// <summary>Says that nothing takes calls any more.</summary>
    internal void Stop() => Replace(static now => new ServingSnapshot(now.Serving.SetItems(now.Serving.Keys.Select(s => KeyValuePair.Create(s, false))), isFinal: true));

    private void Replace(Func<ServingSnapshot, ServingSnapshot> change)
    {
        ServingSnapshot before;
        lock (_lock)
        {
            before = _now;
            if (before.IsFinal) return;
            Volatile.Write(ref _now, change(before));
        }

        before.Outdate();
    }
}
