namespace Fastchat.ModelGateway;

/// <summary>Where models come from: the built-in ones, a gateway.</summary>
public interface IModelSource
{
    /// <summary>The models that can be listed; there may be more that can only be asked by name.</summary>
    IReadOnlyList<ModelInfo> Models { get; }

    /// <summary>The model of a name; null when this source does not offer it.</summary>
    IChatModel? Find(string name);
}
