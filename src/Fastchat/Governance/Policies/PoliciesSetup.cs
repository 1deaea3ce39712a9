using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Policies;

/// <summary>Puts the part into a host.</summary>
public static class PoliciesSetup
{
    /// <summary>Adds the rules on top of roles.</summary>
    public static IServiceCollection AddPolicies(this IServiceCollection services, PolicyOptions options) => services
        .AddSingleton(options)
        .AddSingleton<PolicyStore>()
        .AddSingleton<PolicyBook>()
        .AddSingleton<PolicyGuard>()
        .AddRpcService<PolicyService>();
}
