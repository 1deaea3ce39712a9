using Fastchat.Governance.Tenants;
using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>Puts tokens into a host.</summary>
internal static class TokenSetup
{
    /// <summary>Adds the issuers of <see cref="IdentityOptions"/>, and the door at which pages and command lines ask how to sign in.</summary>
    public static IServiceCollection AddTokens(this IServiceCollection services) => services
        .AddSingleton(provider => new ProviderDocuments(provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IssuerDirectory>()
        .AddSingleton(provider => new TokenReader(
            provider.GetRequiredService<IssuerDirectory>(), provider.GetRequiredService<TenantStore>(), provider.GetRequiredService<TimeProvider>()))
        .AddRpcService<SignInService>();
}
