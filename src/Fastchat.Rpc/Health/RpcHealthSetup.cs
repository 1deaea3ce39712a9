using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Fastchat.Rpc.Health;

/// <summary>Lets the wire tell of its health.</summary>
public static class RpcHealthSetup
{
    /// <summary>Adds <c>grpc.health.v1.Health</c>; the host changes what it says through <see cref="ServingStates"/>.</summary>
    public static IServiceCollection AddRpcHealth(this IServiceCollection services) => services
        .AddSingleton(provider =>
        {
            var states = new ServingStates(provider.GetServices<RpcServiceRegistration>().Select(r => r.Descriptor.FullName));
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(states.Stop);
            return states;
        })
        .AddInfrastructure<HealthHandler>();
}
