using Fastchat.Files;
using Fastchat.Governance.Encryption;
using Fastchat.Governance.Privacy.Erasure;
using Fastchat.Jobs;
using Fastchat.Retrieval.Collections;
using Fastchat.Retrieval.Embedding;
using Fastchat.Retrieval.Index;
using Fastchat.Retrieval.Ingestion;
using Fastchat.Retrieval.Search;
using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Retrieval;

/// <summary>Puts the room into a host.</summary>
public static class RetrievalSetup
{
    /// <summary>Adds collections, ingestion and search over the built-in index and embedder; the host adds <see cref="DocumentDecoder"/>s.</summary>
    public static IServiceCollection AddRetrieval(this IServiceCollection services, EmbeddedIndexOptions index) => services
        .AddSingleton(index)
        .AddSingleton<EmbeddedIndex>()
        .AddSingleton<VectorIndex>(provider => provider.GetRequiredService<EmbeddedIndex>())
        .AddSingleton<ISealed>(provider => provider.GetRequiredService<EmbeddedIndex>())
        .AddErasable("documents")
        .AddErasable("collections")
        .AddSingleton<ILocalErasable, IndexErasure>()
        .AddSingleton<IEmbedder, HashingEmbedder>()
        .AddSingleton<CollectionStore>()
        .AddSingleton<DocumentStore>()
        .AddSingleton<CollectionLibrary>()
        .AddSingleton<IFileObserver, FileDeletion>()
        .AddSingleton<IJobHandler, Ingestor>()
        .AddSingleton<Searcher>()
        .AddSingleton<Retriever>()
        .AddRpcService<CollectionService>()
        .AddRpcService<VectorStoresService>()
        .AddRpcService<RetrievalService>();
}
