using System.Collections.Concurrent;
using Fastchat.Rpc.Calls;
using Fastchat.Contracts.Options.V1;

namespace Fastchat.Governance.Access;

/// <summary>
/// What the contract says of each method: read once from the <c>fastchat.options.v1.access</c> option. The wire's own
/// services, whose contracts others publish, are open to all: they tell of health and of what the API looks like.
/// </summary>
public sealed class AccessRules
{
    private static readonly Contracts.Options.V1.Access Open = new() { Public = true };

    private readonly ConcurrentDictionary<RpcMethod, Contracts.Options.V1.Access> _rules = new();

    /// <summary>The rule of a method.</summary>
    /// <exception cref="InvalidOperationException">The method has none: nobody may call it.</exception>
    public Contracts.Options.V1.Access For(RpcMethod method) => _rules.GetOrAdd(method, static m =>
        m.IsInfrastructure ? Open : m.Descriptor.GetOptions()?.GetExtension(AccessExtensions.Access)
        ?? throw new InvalidOperationException($"{m.FullName} lacks the option fastchat.options.v1.access."));
}
