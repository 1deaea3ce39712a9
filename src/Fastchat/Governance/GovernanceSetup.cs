using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Encryption;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Identity.Tokens;
using Fastchat.Governance.Limits;
using Fastchat.Governance.Policies;
using Fastchat.Governance.Privacy;
using Fastchat.Governance.Privacy.Detectors;
using Fastchat.Governance.Tenants;
using Fastchat.Governance.Usage;
using Fastchat.Governance.Workspaces;
using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance;

/// <summary>Puts the room into a host.</summary>
public static class GovernanceSetup
{
    /// <summary>Adds tenants, keys and the interceptors in their order: errors → identity → audit → access → limits.</summary>
    public static IServiceCollection AddGovernance(this IServiceCollection services, IdentityOptions options, PolicyOptions policies) => services
        .AddSingleton(options)
        .AddSingleton<ApiKeyStore>()
        .AddSingleton<KeyRing>()
        .AddSingleton<KeyDirectory>()
        .AddHostedService<KeyUseRecorder>()
        .AddTokens()
        .AddSingleton<AccessRules>()
        .AddSingleton<TenantStore>()
        .AddSingleton<TenantDirectory>()
        .AddSingleton<TenantChoice>()
        .AddSingleton<SubjectLimitStore>()
        .AddSingleton<LimitBook>()
        .AddSingleton<LimitStore>()
        .AddSingleton<AnswerLimiter>()
        .AddSingleton<UploadLimiter>()
        .AddHostedService<ReservationKeeper>()
        .AddSingleton<UsageStore>()
        .AddSingleton(policies)
        .AddSingleton<PolicyStore>()
        .AddSingleton<PolicyBook>()
        .AddSingleton<PolicyGuard>()
        .AddSingleton<WorkspaceStore>()
        .AddSingleton<RequestLimiter>()
        .AddAudit()
        .AddEncryption()
        .AddSingleton<IPiiDetector>(BuiltInDetector.Instance)
        .AddSingleton<PrivacyFilter>()
        .AddRpcInterceptor<ErrorsInterceptor>()
        .AddRpcInterceptor<IdentityInterceptor>()
        .AddRpcInterceptor<AuditInterceptor>()
        .AddRpcInterceptor<AccessInterceptor>()
        .AddRpcInterceptor<LimitsInterceptor>()
        .AddRpcService<TenantService>()
        .AddRpcService<ClientService>()
        .AddRpcService<KeyService>()
        .AddRpcService<LimitService>()
        .AddRpcService<UsageService>()
        .AddRpcService<PolicyService>()
        .AddRpcService<WorkspaceService>()
        .AddRpcService<AuditService>();
}
