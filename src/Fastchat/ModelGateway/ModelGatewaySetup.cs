using Fastchat.Governance.Privacy.Erasure;
using Fastchat.ModelGateway.BuiltIn;
using Fastchat.ModelGateway.Caching;
using Fastchat.ModelGateway.Embeddings;
using Fastchat.ModelGateway.Metering;
using Fastchat.ModelGateway.Privacy;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Reranking;
using Fastchat.ModelGateway.Routing;
using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.ModelGateway;

/// <summary>Puts the room into a host.</summary>
public static class ModelGatewaySetup
{
    /// <summary>
    /// Adds the built-in models, the registry, the caches and the meters; the host adds an <see cref="IModelProviderFactory"/> for each kind of provider, and may
    /// plug in <see cref="IModelProvider"/>s.
    /// </summary>
    public static IServiceCollection AddModelGateway(this IServiceCollection services, ModelPrices prices, RegistryOptions registry, CacheOptions? caches = null) => services
        .AddSingleton(prices)
        .AddSingleton<ModelMeter>()
        .AddSingleton<ReadingMeter>()
        .AddSingleton<TextScreen>()
        .AddSingleton<IModelProvider, BuiltInModels>()
        .AddModelRegistry(registry)
        .AddSingleton<ProviderGuards>()
        .AddSingleton<RoutingMetrics>()
        .AddSingleton<ModelRouter>()
        .AddCaches(caches ?? new CacheOptions())
        .AddSingleton(provider => new EmbeddingRouter(provider.GetService<EmbeddingCache>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<RerankRouter>()
        .AddSingleton<Gateway>()
        .AddRpcService<ModelService>()
        .AddRpcService<ModelsService>()
        .AddRpcService<EmbeddingsService>()
        .AddRpcService<RerankService>();

    private static IServiceCollection AddCaches(this IServiceCollection services, CacheOptions options)
    {
        if (options.EmbeddingBytes > 0) services.AddSingleton(provider => new EmbeddingCache(options.EmbeddingBytes, provider.GetRequiredService<TimeProvider>()));
        if (options.ResponseBytes > 0) services.AddSingleton(provider => new ResponseCache(options.ResponseBytes, provider.GetRequiredService<TimeProvider>()));
        return services.AddSingleton<ILocalErasable, CacheErasure>();
    }
}
