using Fastchat.Governance.Encryption;
using Fastchat.Governance.Privacy.Erasure;
using Fastchat.Governance.Privacy.Retention;
using Fastchat.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Idempotency;

/// <summary>Puts the part into a host.</summary>
public static class IdempotencySetup
{
    /// <summary>Adds requests that can be repeated by name.</summary>
    public static IServiceCollection AddIdempotency(this IServiceCollection services) => services
        .AddSingleton<IdempotencyStore>()
        .AddSingleton<ISealed>(provider => IdempotencyStore.Sealed(provider.GetRequiredService<Database>(), provider.GetRequiredService<TenantKeys>()))
        .AddErasable("idempotent_requests", hasUser: true)
        .AddRetained(RetainedClass.Runs, "idempotent_requests");
}
