using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.ModelGateway;

/// <summary>Many models behind one face: the sources in their order, the first that knows a name serves it.</summary>
public sealed class ModelCatalog(IEnumerable<IModelSource> sources)
{
    private readonly IModelSource[] _sources = [.. sources];

    /// <summary>The models on offer, by name.</summary>
    public IReadOnlyList<ModelInfo> List() =>
        [.. _sources.SelectMany(s => s.Models).DistinctBy(m => m.Name, StringComparer.Ordinal).OrderBy(m => m.Name, StringComparer.Ordinal)];

    /// <summary>The model of a name.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or MODEL_NOT_FOUND.</exception>
    public IChatModel Get(string name)
    {
        if (name.Length == 0) throw FastchatException.MissingField("model");
        foreach (var source in _sources)
        {
            if (source.Find(name) is { } model) return model;
        }

        throw NotFound(name);
    }

    /// <summary>What is known of a model.</summary>
    /// <exception cref="FastchatException">MODEL_NOT_FOUND.</exception>
    public ModelInfo Describe(string name) =>
        List().FirstOrDefault(m => m.Name == name) ?? (_sources.Any(s => s.Find(name) is not null) ? new ModelInfo(name, "gateway") : throw NotFound(name));

    private static FastchatException NotFound(string name) =>
        new(ErrorReason.ModelNotFound, $"There is no model '{name}'. GET /v1/models lists those on offer.", "model");
}
