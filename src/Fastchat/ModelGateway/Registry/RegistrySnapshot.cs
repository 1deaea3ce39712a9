using System.Collections.Frozen;

namespace Fastchat.ModelGateway.Registry;

/// <summary>The registry at one time: a call sees one world while it is changed.</summary>
public sealed class RegistrySnapshot
{
    /// <summary>A registry of these.</summary>
    public RegistrySnapshot(long version, IEnumerable<IModelProvider> providers, IEnumerable<RegisteredModel> models)
    {
        Version = version;
        Order = [.. providers];
        Providers = Order.ToFrozenDictionary(p => p.Name, StringComparer.Ordinal);
        Registered = models.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
    }

    /// <summary>Grows with each change.</summary>
    public long Version { get; }

    /// <summary>The providers, first the one whose models win when two offer the same name.</summary>
    public IReadOnlyList<IModelProvider> Order { get; }

    /// <summary>The providers by name.</summary>
    public FrozenDictionary<string, IModelProvider> Providers { get; }

    /// <summary>The registered models by name.</summary>
    public FrozenDictionary<string, RegisteredModel> Registered { get; }

    /// <summary>The model of a name, registered or just offered by a provider; null when there is none.</summary>
    public RegisteredModel? Find(string name)
    {
        if (Registered.TryGetValue(name, out var model)) return model;
        foreach (var provider in Order)
        {
            if (provider.Offers(name)) return RegisteredModel.Unregistered(name, provider.Name, provider.Models.FirstOrDefault(m => m.Name == name));
        }

        return null;
    }

    /// <summary>All that can be listed, by name.</summary>
    public IReadOnlyList<RegisteredModel> List() =>
    [
        .. Registered.Values
            .Concat(Order.SelectMany(p => p.Models.Select(m => RegisteredModel.Unregistered(m.Name, p.Name, m))))
            .DistinctBy(m => m.Name, StringComparer.Ordinal)
            .OrderBy(m => m.Name, StringComparer.Ordinal),
    ];
}
