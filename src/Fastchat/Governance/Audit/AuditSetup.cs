using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Audit;

/// <summary>The parts of audit; the host gives the <see cref="CheckpointSigner"/>.</summary>
internal static class AuditSetup
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton(new AuditOptions())
        .AddSingleton<AuditStore>()
        .AddSingleton<AuditLog>()
        .AddSingleton<RepeatedRefusals>()
        .AddHostedService(services => services.GetRequiredService<RepeatedRefusals>())
        .AddSingleton<AuditVerifier>()
        .AddSingleton<AuditReader>()
        .AddHostedService<AuditKeeper>()
        .AddRpcService<AuditService>();
}
