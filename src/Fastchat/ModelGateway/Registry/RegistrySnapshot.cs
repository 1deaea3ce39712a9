using System.Collections.Frozen;
using Fastchat.ModelGateway.BuiltIn;

namespace Fastchat.ModelGateway.Registry;

/// <summary>The registry at one time, as one caller may see it: a call sees one world while it is changed.</summary>
public sealed class RegistrySnapshot
{
    private readonly FrozenDictionary<string, string> _regions;
    private readonly ModelPermit _permit = ModelPermit.All;

    /// <summary>A registry of these.</summary>
    /// <param name="version">Grows with each change.</param>
    /// <param name="providers">The providers, first the one whose models win when two offer the same name.</param>
    /// <param name="models">The registered models.</param>
    /// <param name="regions">Where providers process data, by their names; null for not stated.</param>
    public RegistrySnapshot(long version, IEnumerable<IModelProvider> providers, IEnumerable<RegisteredModel> models, IEnumerable<KeyValuePair<string, string>>? regions = null)
    {
        Version = version;
        Order = [.. providers];
        Providers = Order.ToFrozenDictionary(p => p.Name, StringComparer.Ordinal);
        Registered = models.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
        _regions = (regions ?? []).ToFrozenDictionary(StringComparer.Ordinal);
    }

    private RegistrySnapshot(RegistrySnapshot whole, ModelPermit permit)
    {
        (Version, Order, Providers, Registered, _regions) = (whole.Version, whole.Order, whole.Providers, whole.Registered, whole._regions);
        _permit = permit;
    }

    /// <summary>Grows with each change.</summary>
    public long Version { get; }

    /// <summary>The providers, first the one whose models win when two offer the same name.</summary>
    public IReadOnlyList<IModelProvider> Order { get; }

    /// <summary>The providers by name.</summary>
    public FrozenDictionary<string, IModelProvider> Providers { get; }

    /// <summary>All registered models by name, whoever may use them; <see cref="Find"/> and <see cref="List"/> say who may.</summary>
    public FrozenDictionary<string, RegisteredModel> Registered { get; }

    /// <summary>The same world for a caller: models and targets that are not for him are not there.</summary>
    public RegistrySnapshot For(ModelPermit permit) => permit.IsAll ? this : new RegistrySnapshot(this, permit);

    /// <summary>
    /// The model of a name, registered or just offered by a provider, with the targets and fallbacks that the caller may have;
    /// null when there is none. Whether the caller may use the name itself is for the door to ask.
    /// </summary>
    public RegisteredModel? Find(string name)
    {
        if (Registered.TryGetValue(name, out var model)) return Fit(model);
        foreach (var provider in Order)
        {
            if (provider.Offers(name)) return Fit(RegisteredModel.Unregistered(name, provider.Name, provider.Describe(name)));
        }

        return null;
    }

    /// <summary>All that can be listed and that the caller may use, by name.</summary>
    public IReadOnlyList<RegisteredModel> List() =>
    [
        .. Registered.Values
            .Concat(Order.SelectMany(p => p.Models.Select(m => RegisteredModel.Unregistered(m.Name, p.Name, m))))
            .DistinctBy(m => m.Name, StringComparer.Ordinal)
            .Where(m => _permit.Names?.Invoke(m.Name) ?? true)
            .Select(Fit)
            .OfType<RegisteredModel>()
            .OrderBy(m => m.Name, StringComparer.Ordinal),
    ];

    /// <summary>Where a target's data are processed; empty where that is not stated.</summary>
    public string RegionOf(RegisteredModel model, ModelTarget target) => model.Region.Length > 0 ? model.Region : _regions.GetValueOrDefault(target.Provider, "");

    private RegisteredModel? Fit(RegisteredModel model)
    {
        if (_permit.IsAll) return model;
        var targets = _permit.Models.AllowsAnyRegion ? model.Targets : [.. model.Targets.Where(t => StaysWithin(model, t))];
        if (targets.Count == 0) return null;
        var fallbacks = _permit.Names is { } names ? [.. model.Fallbacks.Where(f => names(f.Model))] : model.Fallbacks;
        return targets.Count == model.Targets.Count && fallbacks.Count == model.Fallbacks.Count ? model : model with { Targets = targets, Fallbacks = fallbacks };
    }

    // What a built-in model reads leaves nobody's hands.
    private bool StaysWithin(RegisteredModel model, ModelTarget target) =>
        target.Provider == BuiltInModels.ProviderName || _permit.Models.AllowsRegion(RegionOf(model, target));
}
