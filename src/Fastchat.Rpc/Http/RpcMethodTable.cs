using Fastchat.Rpc.Calls;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Http;

/// <summary>All methods of all services, interceptors in front.</summary>
public sealed class RpcMethodTable
{
    internal RpcMethodTable(IEnumerable<RpcMethod> methods, IReadOnlyList<CallInterceptor> interceptors, RpcOptions options, CallDrain drain)
    {
        Methods = [.. methods];
        foreach (var method in Methods) method.Install(interceptors, options, drain.Over, this);
    }

    /// <summary>The method of a description.</summary>
    /// <exception cref="ArgumentException">It is not served here.</exception>
    internal RpcMethod Of(MethodDescriptor method) =>
        Methods.FirstOrDefault(m => m.Descriptor == method) ?? throw new ArgumentException($"{method.FullName} is not served here.");

    /// <summary>The methods.</summary>
    public IReadOnlyList<RpcMethod> Methods { get; }
}
