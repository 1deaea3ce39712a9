using Fastchat.ModelGateway.Embeddings;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Reranking;

namespace Fastchat.ModelGateway;

/// <summary>A place that serves models: the built-in ones, a gateway that speaks OpenAI's protocol, a plugged-in client.</summary>
public interface IModelProvider
{
    /// <summary>The name that targets of the registry use, unique in an installation: "builtin", "gateway".</summary>
    string Name { get; }

    /// <summary>The models that it lists; there may be more that can only be asked by name.</summary>
    IReadOnlyList<ModelInfo> Models { get; }

    /// <summary>How much it is asked at once, and when it is left alone because it fails.</summary>
    ProviderLimits Limits => ProviderLimits.Default;

    /// <summary>Why it cannot be used now, or its list not be read; null when all is well. It goes to operators and holds no secret.</summary>
    string? Trouble => null;

    /// <summary>Whether callers may ask for a model of this name without its being registered.</summary>
    bool Offers(string model);

    /// <summary>What is known of a model that it lists; null for one that it does not.</summary>
    ModelInfo? Describe(string model) => Models.FirstOrDefault(m => m.Name == model);

    /// <summary>The chat model of a name. Whether there is one may show only when it is asked.</summary>
    IChatModel ChatModel(string model);

    /// <summary>The embedding model of a name; null when the provider has none.</summary>
    IEmbeddingModel? EmbeddingModel(string model) => null;

    /// <summary>The reranker of a name; null when the provider has none.</summary>
    IReranker? Reranker(string model) => null;
}
