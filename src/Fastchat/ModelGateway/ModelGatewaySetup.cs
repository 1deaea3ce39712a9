using Fastchat.ModelGateway.BuiltIn;
using Fastchat.ModelGateway.Metering;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Routing;
using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.ModelGateway;

/// <summary>Puts the room into a host.</summary>
public static class ModelGatewaySetup
{
    /// <summary>Adds the built-in models and the meter; the host adds further <see cref="IModelProvider"/>s.</summary>
    public static IServiceCollection AddModelGateway(this IServiceCollection services, ModelPrices prices) => services
        .AddSingleton(prices)
        .AddSingleton<ModelMeter>()
        .AddSingleton<IModelProvider, BuiltInModels>()
        .AddSingleton<ModelRegistry>()
        .AddSingleton<ProviderGuards>()
        .AddSingleton<RoutingMetrics>()
        .AddSingleton<ModelRouter>()
        .AddSingleton<Gateway>()
        .AddRpcService<ModelService>()
        .AddRpcService<ModelsService>();
}
