using Fastchat.ModelGateway.BuiltIn;
using Fastchat.ModelGateway.Metering;
using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.ModelGateway;

/// <summary>Puts the room into a host.</summary>
public static class ModelGatewaySetup
{
    /// <summary>Adds the built-in models and the meter; the host adds further <see cref="IModelSource"/>s.</summary>
    public static IServiceCollection AddModelGateway(this IServiceCollection services, ModelPrices prices) => services
        .AddSingleton(prices)
        .AddSingleton<ModelMeter>()
        .AddSingleton<IModelSource, BuiltInModels>()
        .AddSingleton<ModelCatalog>()
        .AddRpcService<ModelService>()
        .AddRpcService<ModelsService>();
}
