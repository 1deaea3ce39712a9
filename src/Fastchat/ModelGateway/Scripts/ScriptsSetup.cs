using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>Puts the part into a host.</summary>
public static class ScriptsSetup
{
    /// <summary>Adds the models that a file or folder of scripts plays.</summary>
    public static IServiceCollection AddScripts(this IServiceCollection services, string path) => services
        .AddSingleton(new ScriptFolder(path))
        .AddSingleton<ScriptedModels>()
        .AddSingleton<IModelProvider>(provider => provider.GetRequiredService<ScriptedModels>())
        .AddHostedService(provider => provider.GetRequiredService<ScriptedModels>());
}
