namespace Fastchat.ModelGateway.Registry;

/// <summary>All that the sources of the registry state, those first that win where names are the same.</summary>
/// <param name="Providers">The providers: the environment's, the file's, the API's.</param>
/// <param name="Models">The models: the file's, the API's.</param>
/// <param name="Version">The version of what is stored.</param>
public sealed record RegistryContents(IReadOnlyList<StatedProvider> Providers, IReadOnlyList<StatedModel> Models, long Version)
{
    /// <summary>Nothing.</summary>
    public static RegistryContents Empty { get; } = new([], [], 0);

    /// <summary>The providers in use.</summary>
    public IEnumerable<StatedProvider> EffectiveProviders => Providers.DistinctBy(p => p.Name, StringComparer.Ordinal);

    /// <summary>The models in use.</summary>
    public IEnumerable<StatedModel> EffectiveModels => Models.DistinctBy(m => m.Name, StringComparer.Ordinal);
}
