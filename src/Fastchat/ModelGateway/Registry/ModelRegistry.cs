namespace Fastchat.ModelGateway.Registry;

/// <summary>Which models there are now: one pointer to an immutable snapshot.</summary>
public sealed class ModelRegistry(IEnumerable<IModelProvider> providers)
{
    private volatile RegistrySnapshot _current = new(0, providers, []);

    /// <summary>The registry now. Whoever does several things by it takes it once.</summary>
    public RegistrySnapshot Current => _current;
}
