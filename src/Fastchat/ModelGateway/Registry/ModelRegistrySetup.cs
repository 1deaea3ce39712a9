using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.ModelGateway.Registry;

/// <summary>Puts the part into a host.</summary>
public static class ModelRegistrySetup
{
    /// <summary>Adds the registry and what keeps it; it is whole before the server's port opens.</summary>
    public static IServiceCollection AddModelRegistry(this IServiceCollection services, RegistryOptions options) => services
        .AddSingleton(options)
        .AddSingleton<RegistryStore>()
        .AddSingleton<ProviderKeys>()
        .AddSingleton<LiveProviders>()
        .AddSingleton<ModelRegistry>()
        .AddSingleton<ModelCatalog>()
        .AddSingleton<RegistryEditor>()
        .AddSingleton<RegistryKeeper>()
        .AddHostedService(provider => provider.GetRequiredService<RegistryKeeper>())
        .AddRpcService<ModelRegistryService>();
}
