using Fastchat.Governance.Privacy.Erasure;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Jobs;

/// <summary>Puts the room into a host.</summary>
public static class JobsSetup
{
    /// <summary>Adds jobs; rooms add their <see cref="IJobHandler"/>.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, JobOptions options) => services
        .AddSingleton(options)
        .AddSingleton<JobSignal>()
        .AddSingleton<JobStore>()
        .AddErasable("jobs")
        .AddHostedService<JobRunner>();
}
