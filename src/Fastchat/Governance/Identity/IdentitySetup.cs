using Fastchat.Governance.Identity.Tokens;
using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Identity;

/// <summary>Puts the part into a host.</summary>
public static class IdentitySetup
{
    /// <summary>Adds keys and the tokens of issuers.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services, IdentityOptions options) => services
        .AddSingleton(options)
        .AddSingleton<ApiKeyStore>()
        .AddSingleton<KeyRing>()
        .AddSingleton<KeyDirectory>()
        .AddHostedService<KeyUseRecorder>()
        .AddTokens()
        .AddRpcService<KeyService>();
}
