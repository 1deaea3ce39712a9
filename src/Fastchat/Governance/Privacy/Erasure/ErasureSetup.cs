using Fastchat.Governance.Usage;
using Fastchat.Rpc;
using Fastchat.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>Puts the part into a host.</summary>
public static class ErasureSetup
{
    // Governance's own tables. Those of the second list must be there as long as the tenant is: a key that was destroyed must not be made anew.
    private static readonly string[] Tables =
    [
        "api_keys", "limits", "usage_windows", "limit_reservations", "usage_days", "policy_rules", "policy_defaults", "workspaces", "audit_intents", "audit_records", "audit_checkpoints",
        "audit_heads",
    ];

    private static readonly string[] LastTables = ["retention_sweeps", "tenant_key_holders", "tenant_keys", "tenants"];

    /// <summary>Adds erasure; rooms add what they keep with <see cref="AddErasable"/>.</summary>
    public static IServiceCollection AddErasure(this IServiceCollection services)
    {
        foreach (var table in Tables) services.AddErasable(table);
        foreach (var table in LastTables) services.AddSingleton<IErasable>(provider => new TenantRows(provider.GetRequiredService<Database>(), table, goesWithTenant: true));
        foreach (var table in (string[])["limits", "usage_windows", "limit_reservations"])
            services.AddSingleton<IUserErasable>(provider => new UserRows(provider.GetRequiredService<Database>(), table, "subject", "user:"));
        return services
            .AddSingleton<IUserErasable, UsageOfUser>()
            .AddSingleton<ErasureStore>()
            .AddSingleton<KeptStore>()
            .AddSingleton<LeftoverStore>()
            .AddSingleton<CertificateWriter>()
            .AddSingleton<ErasureSteps>()
            .AddSingleton<LocalErasure>()
            .AddSingleton<ErasureDesk>()
            .AddHostedService<ErasureRunner>()
            .AddRpcService<ErasureService>();
    }

    /// <summary>Says that a table's rows go with their tenant and, when it has a column <c>user_id</c>, with their user.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="table">The table.</param>
    /// <param name="hasUser">Whether rows belong to users.</param>
    public static IServiceCollection AddErasable(this IServiceCollection services, string table, bool hasUser = false)
    {
        services.AddSingleton<IErasable>(provider => new TenantRows(provider.GetRequiredService<Database>(), table));
        if (hasUser) services.AddSingleton<IUserErasable>(provider => new UserRows(provider.GetRequiredService<Database>(), table));
        return services;
    }
}
