using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Embeddings;
using Fastchat.ModelGateway.Reranking;

namespace Fastchat.Testing;

/// <summary>A provider of one embedding model and one reranker, under any name.</summary>
/// <param name="name">The provider's name.</param>
/// <param name="embedder">The embedding model; null for none.</param>
/// <param name="reranker">The reranker; null for none.</param>
public sealed class FakeVectorProvider(string name, IEmbeddingModel? embedder, IReranker? reranker = null) : IModelProvider
{
    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public IReadOnlyList<ModelInfo> Models => [];

    /// <inheritdoc />
    public bool Offers(string model) => true;

    /// <inheritdoc />
    public IChatModel ChatModel(string model) => throw new NotSupportedException("It does not chat.");

    /// <inheritdoc />
    public IEmbeddingModel? EmbeddingModel(string model) => embedder;

    /// <inheritdoc />
    public IReranker? Reranker(string model) => reranker;
}
