using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Limits;

/// <summary>Puts the part into a host.</summary>
public static class LimitsSetup
{
    /// <summary>Adds what callers, answers and uploads are held to.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services) => services
        .AddSingleton<SubjectLimitStore>()
        .AddSingleton<LimitBook>()
        .AddSingleton<LimitStore>()
        .AddSingleton<LimitPools>()
        .AddSingleton<RequestLimiter>()
        .AddSingleton<AnswerLimiter>()
        .AddSingleton<UploadLimiter>()
        .AddHostedService<ReservationKeeper>()
        .AddRpcService<LimitService>();
}
