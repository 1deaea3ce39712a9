using Fastchat.Rpc.Calls;
using Microsoft.Extensions.DependencyInjection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Fastchat.Rpc;

/// <summary>A service type that the wire serves.</summary>
/// <param name="Type">The type; the container holds its one object.</param>
/// <param name="IsInfrastructure">See <see cref="RpcMethod.IsInfrastructure"/>.</param>
internal sealed record RpcServiceRegistration(Type Type, bool IsInfrastructure)
{
    /// <summary>What the contract says of the service.</summary>
    public ServiceDescriptor Descriptor { get; } = ServiceBinder.Describe(Type);

    /// <summary>The service's methods.</summary>
    public IReadOnlyList<RpcMethod> Bind(IServiceProvider provider)
    {
        var methods = ServiceBinder.Bind(provider.GetRequiredService(Type));
        foreach (var method in methods) method.IsInfrastructure = IsInfrastructure;
        return methods;
    }
}
