using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Fastchat.Rpc.Calls;

/// <summary>Collects a service's methods from its generated <c>BindService</c>.</summary>
internal sealed class ServiceBinder(ServiceDescriptor service, List<RpcMethod> methods) : ServiceBinderBase
{
    /// <summary>The description of the service that a type implements.</summary>
    /// <exception cref="ArgumentException">The type does not derive from a generated service base.</exception>
    public static ServiceDescriptor Describe(Type service) =>
        (ServiceDescriptor)Binding(service).BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    /// <summary>The methods of a service object.</summary>
    /// <exception cref="ArgumentException">The object does not derive from a generated service base.</exception>
    public static IReadOnlyList<RpcMethod> Bind(object service)
    {
        var attribute = Binding(service.GetType());
        var methods = new List<RpcMethod>();
        var bind = attribute.BindType
            .GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Single(m => m.Name == attribute.BindMethodName && m.GetParameters() is [{ ParameterType: var first }, _] && first == typeof(ServiceBinderBase));
        bind.Invoke(null, [new ServiceBinder(Describe(service.GetType()), methods), service]);
        return methods;
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        Add<TRequest, TResponse>(method, d => new UnaryMethod<TRequest, TResponse>(method, d, handler!));

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add<TRequest, TResponse>(method, d => new ClientStreamingMethod<TRequest, TResponse>(method, d, handler!));

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add<TRequest, TResponse>(method, d => new ServerStreamingMethod<TRequest, TResponse>(method, d, handler!));

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add<TRequest, TResponse>(method, d => new DuplexStreamingMethod<TRequest, TResponse>(method, d, handler!));

    private static BindServiceMethodAttribute Binding(Type service) => service.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)
        ?? throw new ArgumentException($"{service} does not derive from the base class of a generated service.");

    private void Add<TRequest, TResponse>(IMethod method, Func<MethodDescriptor, RpcMethod> make)
    {
        // One codec serves binary and JSON, so messages must know their own description.
        if (!typeof(IMessage).IsAssignableFrom(typeof(TRequest)) || !typeof(IMessage).IsAssignableFrom(typeof(TResponse)))
            throw new ArgumentException($"{method.FullName} does not speak Protobuf messages.");
        methods.Add(make(service.FindMethodByName(method.Name)));
    }
}
