using Fastchat.Governance.Encryption;
using Fastchat.Governance.Privacy.Erasure;
using Fastchat.Governance.Privacy.Retention;
using Fastchat.Rpc;
using Fastchat.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Runs;

/// <summary>Puts the room into a host.</summary>
public static class RunsSetup
{
    /// <summary>Adds runs.</summary>
    public static IServiceCollection AddRuns(this IServiceCollection services, RunOptions options) => services
        .AddSingleton(options)
        .AddSingleton<RunStore>()
        .AddSingleton<RunNodeStore>()
        .AddSingleton<RunThreadStore>()
        .AddSingleton<RunEventStore>()
        .AddSingleton<ISealed>(provider => RunStore.Sealed(provider.GetRequiredService<Database>(), provider.GetRequiredService<TenantKeys>()))
        .AddSingleton<ISealed>(provider => RunEventStore.Sealed(provider.GetRequiredService<Database>(), provider.GetRequiredService<TenantKeys>()))
        .AddErasable("run_segments")
        .AddErasable("run_requests")
        .AddErasable("runs", hasUser: true)
        .AddRetained(RetainedClass.Runs, "runs", "created_at < @value AND status <> 'in_progress'")
        .AddSingleton<RunNews>()
        .AddSingleton<EndedRuns>()
        .AddSingleton<LiveRuns>()
        .AddSingleton<RunFollower>()
        .AddSingleton<RunCanceller>()
        .AddHostedService<RunKeeper>()
        .AddHostedService<RunJournal>()
        .AddHostedService<RunEventSweeper>()
        .AddHostedService<ErasedRuns>()
        .AddRpcService<RunService>();
}
