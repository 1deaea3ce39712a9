using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;

namespace Fastchat.ModelGateway.Registry;

/// <summary>Whether what models name is there, and whether fallbacks come to an end.</summary>
internal sealed class ModelReferences
{
    private readonly Dictionary<string, IModelProvider> _own;
    private readonly HashSet<string> _providers;
    private readonly Dictionary<string, ModelSpec> _models;

    /// <summary>Of these.</summary>
    /// <param name="own">The providers that the server has itself, such as the built-in models.</param>
    /// <param name="providers">The names of all providers of the registry.</param>
    /// <param name="models">All registered models; the first of a name counts.</param>
    public ModelReferences(IEnumerable<IModelProvider> own, IEnumerable<string> providers, IEnumerable<KeyValuePair<string, ModelSpec>> models)
    {
        _own = own.ToDictionary(p => p.Name, StringComparer.Ordinal);
        _providers = providers.Concat(_own.Keys).ToHashSet(StringComparer.Ordinal);
        _models = models.DistinctBy(m => m.Key, StringComparer.Ordinal).ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
    }

    /// <summary>Looks at what one model names.</summary>
    public void Check(string path, string name, RegistryMistakes mistakes)
    {
        var spec = _models[name];
        for (var i = 0; i < spec.Targets.Count; i++) CheckTarget($"{path}.targets[{i}]", spec.Targets[i], mistakes);
        for (var i = 0; i < spec.Fallbacks.Count; i++) CheckFallback($"{path}.fallbacks[{i}].model", name, spec.Fallbacks[i].Model, mistakes);
    }

    private void CheckTarget(string path, Contracts.Admin.V1.ModelTarget target, RegistryMistakes mistakes)
    {
        if (target.Provider.Length == 0 || target.Model.Length == 0) return;
        if (!_providers.Contains(target.Provider))
            mistakes.Add($"{path}.provider", $"names '{target.Provider}', but there is no such provider; there are {string.Join(", ", _providers.Order(StringComparer.Ordinal))}.", ErrorReason.ProviderNotFound);
        else if (_own.TryGetValue(target.Provider, out var own) && !own.Offers(target.Model))
            mistakes.Add($"{path}.model", $"names '{target.Model}', but '{target.Provider}' has no such model; it has {string.Join(", ", own.Models.Select(m => m.Name))}.", ErrorReason.ModelNotFound);
    }

    private void CheckFallback(string path, string name, string fallback, RegistryMistakes mistakes)
    {
        if (fallback.Length == 0) return;
        if (!_models.ContainsKey(fallback) && !_own.Values.Any(p => p.Offers(fallback)))
            mistakes.Add(path, $"names '{fallback}', but no model of that name is registered or built in.", ErrorReason.ModelNotFound);
        else if (WayBack(name, [fallback], new HashSet<string>(StringComparer.Ordinal)) is { } way)
            mistakes.Add(path, $"must not lead back to '{name}': {string.Join(" → ", way.Prepend(name))}.");
    }

    // Depth first; each model is looked at once.
    private IReadOnlyList<string>? WayBack(string name, IReadOnlyList<string> way, HashSet<string> seen)
    {
        if (way[^1] == name) return way;
        if (!seen.Add(way[^1]) || !_models.TryGetValue(way[^1], out var spec)) return null;
        return spec.Fallbacks.Select(f => WayBack(name, [.. way, f.Model], seen)).FirstOrDefault(found => found is not null);
    }
}
