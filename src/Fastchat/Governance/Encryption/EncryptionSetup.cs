using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Encryption;

/// <summary>Puts the part into a host.</summary>
public static class EncryptionSetup
{
    /// <summary>Adds the tenants' data keys; the host adds a <see cref="KeyWrapper"/>, and rooms what they seal, as <see cref="ISealed"/>.</summary>
    public static IServiceCollection AddEncryption(this IServiceCollection services) => services
        .AddSingleton<TenantKeyStore>()
        .AddSingleton<TenantKeys>()
        .AddSingleton<KeyHolders>()
        .AddSingleton<Reencryption>()
        .AddHostedService<KeyMaintenance>()
        .AddRpcService<EncryptionService>();
}
