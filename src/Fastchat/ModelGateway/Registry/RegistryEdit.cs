namespace Fastchat.ModelGateway.Registry;

/// <summary>What a change makes of an entry.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Spec">What it is from now on, as bytes; null to delete it.</param>
public sealed record RegistryEdit(RegistryEntryKind Kind, string Name, byte[]? Spec)
{
    /// <summary>The provider's key from now on; null to leave it.</summary>
    public SealedKey? Key { get; init; }

    /// <summary>Whether the provider's key is removed.</summary>
    public bool DropsKey { get; init; }
}
