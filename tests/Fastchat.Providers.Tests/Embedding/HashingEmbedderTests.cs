using Fastchat.Retrieval.Embedding;

namespace Fastchat.Providers.Embedding;

public sealed class HashingEmbedderTests : EmbedderContract
{
    protected override IEmbedder Embedder { get; } = new HashingEmbedder();
}
