using System.Collections.Frozen;
using Grpc.Core;

namespace Fastchat.Rpc.Client.Configuration;

/// <summary>Finds what holds for a method.</summary>
internal sealed class MethodConfigTable
{
    private static readonly MethodConfig Nothing = new();
    private readonly FrozenDictionary<MethodName, MethodConfig> _byName;

    public MethodConfigTable(ServiceConfig? config) =>
        _byName = (config?.MethodConfigs ?? []).SelectMany(c => c.Names, (c, name) => (name, c)).ToFrozenDictionary(e => e.name, e => e.c);

    public MethodConfig Of(IMethod method) =>
        _byName.GetValueOrDefault(new MethodName(method.ServiceName, method.Name))
        ?? _byName.GetValueOrDefault(new MethodName(method.ServiceName))
        ?? _byName.GetValueOrDefault(MethodName.Default)
        ?? Nothing;
}
