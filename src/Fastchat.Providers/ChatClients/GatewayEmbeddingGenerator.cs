using Fastchat.ModelGateway.Embeddings;
using Microsoft.Extensions.AI;

namespace Fastchat.Providers.ChatClients;

/// <summary>An embedding model of the gateway as an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>, for code inside the process.</summary>
/// <param name="embeddings">What the gateway embeds with.</param>
/// <param name="model">The model that is asked when options name none.</param>
public sealed class GatewayEmbeddingGenerator(IEmbeddingModel embeddings, string model) : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata _metadata = new("fastchat", defaultModelId: model);

    /// <inheritdoc />
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        if (texts.Count == 0) return [];
        var name = options?.ModelId ?? model;
        var result = await embeddings.EmbedAsync(new EmbeddingQuery(name, texts, options?.Dimensions), cancellationToken);
        return new GeneratedEmbeddings<Embedding<float>>(result.Vectors.Select(v => new Embedding<float>(v) { ModelId = name }))
        {
            Usage = result.PromptTokens is { } tokens ? new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens } : null,
        };
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return _metadata;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the model is the gateway's.</summary>
    public void Dispose()
    {
    }
}
