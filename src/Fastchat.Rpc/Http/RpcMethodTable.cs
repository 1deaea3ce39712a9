using Fastchat.Rpc.Calls;

namespace Fastchat.Rpc.Http;

/// <summary>All methods of all services, interceptors in front.</summary>
public sealed class RpcMethodTable
{
    internal RpcMethodTable(IEnumerable<RpcMethod> methods, IReadOnlyList<CallInterceptor> interceptors, RpcOptions options, CallDrain drain)
    {
        Methods = [.. methods];
        foreach (var method in Methods) method.Install(interceptors, options, drain.Over);
    }

    /// <summary>The methods.</summary>
    public IReadOnlyList<RpcMethod> Methods { get; }
}
