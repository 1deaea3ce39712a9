using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Routing;

/// <summary>
/// The guards of all providers by name. They outlive changes of the registry: a provider whose limits stay what they were
/// keeps its guard, and what is known of its health.
/// </summary>
public sealed class ProviderGuards(TimeProvider clock, ILogger<ProviderGuards> logger)
{
    private readonly ConcurrentDictionary<string, ProviderGuard> _guards = new(StringComparer.Ordinal);

    /// <summary>How the providers stand that have been asked, by name.</summary>
    public IReadOnlyList<ProviderState> States => [.. _guards.Values.Select(g => g.State).OrderBy(s => s.Provider, StringComparer.Ordinal)];

    /// <summary>Forgets a provider that is gone or is another one under the same name. Answers under way end as they would.</summary>
    public void Forget(string provider) => _guards.TryRemove(provider, out _);

    internal ProviderGuard Of(IModelProvider provider)
    {
        var (name, limits) = (provider.Name, provider.Limits);
        if (_guards.TryGetValue(name, out var guard) && (ReferenceEquals(guard.Limits, limits) || guard.Limits == limits)) return guard;

        // A call that still sees the registry before a change may bring the old guard back for a moment; nothing is lost but a count.
        return _guards[name] = new ProviderGuard(name, limits, clock, logger);
    }
}
