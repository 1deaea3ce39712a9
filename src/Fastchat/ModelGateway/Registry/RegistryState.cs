namespace Fastchat.ModelGateway.Registry;

/// <summary>All that is stored of the registry at a version.</summary>
/// <param name="Version">The version.</param>
/// <param name="Entries">The entries, none of them deleted, by kind and name.</param>
/// <param name="Keys">The providers' keys by the providers' names.</param>
public sealed record RegistryState(long Version, IReadOnlyList<RegistryEntry> Entries, IReadOnlyDictionary<string, SealedKey> Keys)
{
    /// <summary>An entry; null when there is none.</summary>
    public RegistryEntry? Find(RegistryEntryKind kind, string name) => Entries.FirstOrDefault(e => e.Kind == kind && e.Name == name);

    /// <summary>The entries as changes would leave them.</summary>
    public IEnumerable<RegistryEntry> With(IReadOnlyList<RegistryEdit> edits)
    {
        var edited = edits.ToDictionary(e => (e.Kind, e.Name));
        return Entries.Where(e => !edited.ContainsKey((e.Kind, e.Name)))
            .Concat(edits.Where(e => e.Spec is not null).Select(e => new RegistryEntry(e.Kind, e.Name, e.Spec, default, default)));
    }
}
