using Fastchat.Contracts.Admin.V1;

namespace Fastchat.ModelGateway.Registry;

/// <summary>A provider where it is stated.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Spec">What it is, with all defaults filled in that depend on the source. Not to be changed.</param>
/// <param name="ApiKey">Its key; null for none.</param>
/// <param name="Source">Where it is stated.</param>
public sealed record StatedProvider(string Name, ModelProviderSpec Spec, string? ApiKey, RegistrySource Source)
{
    /// <summary>Why it cannot be used; null for nothing that is known.</summary>
    public string? Trouble { get; init; }

    /// <summary>When it was made and last changed; null for what is not stored.</summary>
    public (DateTimeOffset Created, DateTimeOffset Updated)? Times { get; init; }

    /// <summary>Its name and source: the key is for nobody's log.</summary>
    public override string ToString() => $"{Name} ({Source})";
}
