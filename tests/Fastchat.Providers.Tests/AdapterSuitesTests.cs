using Fastchat.Files;
using Fastchat.Governance.Privacy;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Embeddings;
using Fastchat.ModelGateway.Reranking;
using Fastchat.Providers.Blobs;
using Fastchat.Providers.Documents;
using Fastchat.Providers.Embedding;
using Fastchat.Providers.Index;
using Fastchat.Providers.Models;
using Fastchat.Providers.Privacy;
using Fastchat.Retrieval.Embedding;
using Fastchat.Retrieval.Index;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers;

/// <summary>Every adapter of a port is put through the suite of that port.</summary>
public sealed class AdapterSuitesTests
{
    public static TheoryData<Type, Type> Ports => new()
    {
        { typeof(IChatModel), typeof(ChatModelContract) },
        { typeof(IEmbeddingModel), typeof(EmbeddingModelContract) },
        { typeof(IReranker), typeof(RerankerContract) },
        { typeof(BlobStore), typeof(BlobStoreContract) },
        { typeof(DocumentDecoder), typeof(DocumentDecoderContract) },
        { typeof(VectorIndex), typeof(VectorIndexContract) },
        { typeof(IEmbedder), typeof(EmbedderContract) },
        { typeof(IPiiDetector), typeof(PiiDetectorContract) },
    };

    [Theory]
    [MemberData(nameof(Ports))]
    public void Adapters_OfPort_HaveItsSuite(Type port, Type contract)
    {
        var adapters = new[] { typeof(IChatModel).Assembly, typeof(LocalBlobStore).Assembly }
            .SelectMany(a => a.GetTypes())
            .Where(t => port.IsAssignableFrom(t) && t is { IsAbstract: false, IsInterface: false })
            .Select(t => t.Name + "Tests");
        var suites = typeof(AdapterSuitesTests).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(contract) && !t.IsAbstract)
            .Select(t => t.Name);

        Assert.NotEmpty(adapters);
        Assert.Equal(adapters.Order(), suites.Order());
    }
}
