using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Encryption;
using Fastchat.Governance.Idempotency;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Limits;
using Fastchat.Governance.Overload;
using Fastchat.Governance.Policies;
using Fastchat.Governance.Privacy;
using Fastchat.Governance.Privacy.Erasure;
using Fastchat.Governance.Privacy.Retention;
using Fastchat.Governance.Tenants;
using Fastchat.Governance.Usage;
using Fastchat.Governance.Workspaces;
using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance;

/// <summary>Puts the room into a host.</summary>
public static class GovernanceSetup
{
    /// <summary>Adds the room's parts, and the interceptors in their order: errors → identity → overload → audit → access → limits → request → idempotency.</summary>
    public static IServiceCollection AddGovernance(this IServiceCollection services, IdentityOptions identity, PolicyOptions policies, OverloadOptions overload) => services
        .AddTenants()
        .AddIdentity(identity)
        .AddSingleton<AccessRules>()
        .AddPolicies(policies)
        .AddWorkspaces()
        .AddLimits()
        .AddOverload(overload)
        .AddUsage()
        .AddAudit()
        .AddEncryption()
        .AddPrivacy()
        .AddErasure()
        .AddRetention()
        .AddIdempotency()
        .AddRpcInterceptor<ErrorsInterceptor>()
        .AddRpcInterceptor<IdentityInterceptor>()
        .AddRpcInterceptor<OverloadInterceptor>()
        .AddRpcInterceptor<AuditInterceptor>()
        .AddRpcInterceptor<AccessInterceptor>()
        .AddRpcInterceptor<LimitsInterceptor>()
        .AddRpcInterceptor<RequestInterceptor>()
        .AddRpcInterceptor<IdempotencyInterceptor>();
}
