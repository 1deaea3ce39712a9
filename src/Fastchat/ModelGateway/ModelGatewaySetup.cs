using Fastchat.ModelGateway.BuiltIn;
using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.ModelGateway;

/// <summary>Puts the room into a host.</summary>
public static class ModelGatewaySetup
{
    /// <summary>Adds the built-in models; the host adds further <see cref="IModelSource"/>s.</summary>
    public static IServiceCollection AddModelGateway(this IServiceCollection services) => services
        .AddSingleton<IModelSource, BuiltInModels>()
        .AddSingleton<ModelCatalog>()
        .AddRpcService<ModelService>()
        .AddRpcService<ModelsService>();
}
