using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Rpc.Reflection;

/// <summary>Lets the wire describe itself.</summary>
public static class RpcReflectionSetup
{
    /// <summary>Adds <c>grpc.reflection.v1.ServerReflection</c> and its older twin <c>v1alpha</c>, over all services of the wire.</summary>
    public static IServiceCollection AddRpcReflection(this IServiceCollection services) => services
        .AddSingleton(provider => new DescriptorIndex([.. provider.GetServices<RpcServiceRegistration>().Select(r => r.Descriptor)]))
        .AddInfrastructure<ReflectionHandler>()
        .AddInfrastructure<ReflectionAlphaHandler>();
}
