using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Tenants;

/// <summary>Puts the part into a host.</summary>
public static class TenantsSetup
{
    /// <summary>Adds tenants, and which of them a call of administration is about.</summary>
    public static IServiceCollection AddTenants(this IServiceCollection services) => services
        .AddSingleton<TenantStore>()
        .AddSingleton<TenantDirectory>()
        .AddSingleton<TenantChoice>()
        .AddRpcService<TenantService>()
        .AddRpcService<ClientService>();
}
