using Fastchat.Rpc.Calls;

namespace Fastchat.Rpc.Http;

/// <summary>All methods of all services, interceptors in front.</summary>
public sealed class RpcMethodTable
{
    internal RpcMethodTable(IEnumerable<object> services, IReadOnlyList<CallInterceptor> interceptors)
    {
        Methods = [.. services.SelectMany(ServiceBinder.Bind)];
        foreach (var method in Methods) method.Wrap(interceptors);
    }

    /// <summary>The methods.</summary>
    public IReadOnlyList<RpcMethod> Methods { get; }
}
