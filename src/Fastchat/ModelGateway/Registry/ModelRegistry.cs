namespace Fastchat.ModelGateway.Registry;

/// <summary>Which models there are now: one pointer to an immutable snapshot.</summary>
public sealed class ModelRegistry
{
    private volatile RegistrySnapshot _current;

    /// <summary>A registry that so far knows the providers that the server has itself.</summary>
    public ModelRegistry(IEnumerable<IModelProvider> providers)
    {
        Own = [.. providers];
        _current = new RegistrySnapshot(0, Own, []);
    }

    /// <summary>The providers that the server has itself, whatever the registry says: the built-in models, plugged-in clients.</summary>
    public IReadOnlyList<IModelProvider> Own { get; }

    /// <summary>The registry now. Whoever does several things by it takes it once.</summary>
    public RegistrySnapshot Current => _current;

    /// <summary>Puts another in its place. Calls under way go on in the one they have.</summary>
    internal void Replace(RegistrySnapshot next) => _current = next;
}
