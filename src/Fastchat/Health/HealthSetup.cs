using Fastchat.Rpc;
using Fastchat.Rpc.Health;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Health;

/// <summary>Puts the room into a host.</summary>
public static class HealthSetup
{
    /// <summary>Adds health, by our own contract and by gRPC's; rooms and the host add further <see cref="HealthCheck"/>s.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<HealthCheck, DatabaseHealth>()
        .AddSingleton<HealthCheck, IndexHealthCheck>()
        .AddSingleton<HealthCheck, ModelGatewayHealth>()
        .AddSingleton<HealthCheck, ProviderHealth>()
        .AddRpcService<HealthService>()
        .AddRpcHealth()
        .AddHostedService<HealthBeacon>();
}
