using Fastchat.ModelGateway.BuiltIn;
using Fastchat.ModelGateway.Embeddings;

namespace Fastchat.Providers.Models;

public sealed class HashingEmbeddingModelTests : EmbeddingModelContract
{
    protected override IEmbeddingModel Model { get; } = new HashingEmbeddingModel();
}
