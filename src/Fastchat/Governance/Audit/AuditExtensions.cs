using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Governance.Audit;

/// <summary>The record of the call under way, for doors and interceptors.</summary>
public static class AuditExtensions
{
    /// <summary>What will be written of this call; null when its method leaves no record.</summary>
    public static AuditTrail? Audit(this ServerCallContext context) => (context as ServerCall)?.Observer<AuditTrail>();
}
