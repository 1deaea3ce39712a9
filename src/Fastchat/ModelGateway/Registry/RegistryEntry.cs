using Fastchat.Contracts.Admin.V1;

namespace Fastchat.ModelGateway.Registry;

/// <summary>An entry of the registry as it is stored.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Spec">A <see cref="ModelProviderSpec"/> or a <see cref="ModelSpec"/> as bytes; null for one that a version has deleted.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
public sealed record RegistryEntry(RegistryEntryKind Kind, string Name, byte[]? Spec, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The provider that it is.</summary>
    public ModelProviderSpec AsProvider() => ModelProviderSpec.Parser.ParseFrom(Spec);

    /// <summary>What stands behind the model's name.</summary>
    public ModelSpec AsModel() => ModelSpec.Parser.ParseFrom(Spec);
}
