namespace Fastchat.ModelGateway.Registry;

/// <summary>What an entry of the registry is.</summary>
public enum RegistryEntryKind
{
    /// <summary>A provider.</summary>
    Provider,

    /// <summary>A registered model.</summary>
    Model,
}
