using Fastchat.Contracts.Admin.V1;

namespace Fastchat.ModelGateway.Registry;

/// <summary>A registered model where it is stated.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Spec">What stands behind it. Not to be changed.</param>
/// <param name="Source">Where it is stated.</param>
public sealed record StatedModel(string Name, ModelSpec Spec, RegistrySource Source)
{
    /// <summary>When it was made and last changed; null for what is not stored.</summary>
    public (DateTimeOffset Created, DateTimeOffset Updated)? Times { get; init; }
}
