using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Runs;

/// <summary>Puts the room into a host.</summary>
public static class RunsSetup
{
    /// <summary>Adds runs.</summary>
    public static IServiceCollection AddRuns(this IServiceCollection services) => services
        .AddSingleton<RunStore>()
        .AddSingleton<LiveRuns>()
        .AddRpcService<RunService>();
}
