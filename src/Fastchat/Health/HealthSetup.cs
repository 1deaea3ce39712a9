using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Health;

/// <summary>Puts the room into a host.</summary>
public static class HealthSetup
{
    /// <summary>Adds health; rooms and the host add further <see cref="HealthCheck"/>s.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<HealthCheck, DatabaseHealth>()
        .AddSingleton<HealthCheck, IndexHealthCheck>()
        .AddRpcService<HealthService>();
}
