using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Usage;

/// <summary>Puts the part into a host.</summary>
public static class UsageSetup
{
    /// <summary>Adds what is put down of answers.</summary>
    public static IServiceCollection AddUsage(this IServiceCollection services) => services
        .AddSingleton<UsageStore>()
        .AddRpcService<UsageService>();
}
