using Fastchat.Rpc.Calls;
using Google.Protobuf;

namespace Fastchat.Governance.Policies;

/// <summary>Holds what the requests of a call name to the rules, before the service gets them.</summary>
internal sealed class ResourceObserver(ServerCall call, TenantPolicy policy, PolicyGuard guard) : CallObserver
{
    /// <inheritdoc />
    public override ValueTask OnRequestAsync(IMessage message)
    {
        guard.Check(call, policy, ResourceReader.Read(message));
        return default;
    }
}
