using Fastchat.Rpc;
using Fastchat.Tools.BuiltIn;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Tools;

/// <summary>Puts the room into a host.</summary>
public static class ToolsSetup
{
    /// <summary>Adds the built-in tool and the registry; the host may plug in further <see cref="ITool"/>s.</summary>
    public static IServiceCollection AddTools(this IServiceCollection services, ToolLimits limits) => services
        .AddSingleton(limits)
        .AddSingleton<ITool, CurrentTimeTool>()
        .AddSingleton<ToolRegistry>()
        .AddSingleton<ToolCatalog>()
        .AddSingleton<ToolRunner>()
        .AddRpcService<ToolService>();
}
