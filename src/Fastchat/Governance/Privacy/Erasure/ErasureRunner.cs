using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Storage;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>Does erasures in the background: when one is announced, and once a minute for what a node that died has left.</summary>
public sealed class ErasureRunner(ErasureStore store, ErasureSteps steps, LocalErasure local, Database database, TimeProvider clock, ILogger<ErasureRunner> logger)
    : RepeatedWork(Pause, clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Waiting = TimeSpan.FromMinutes(10);

    private readonly string _owner = Guid.NewGuid().ToString("N");

    /// <summary>Does one step of one erasure, and what is asked of this node; false when nothing was due.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        await local.RunAsync(cancellationToken);
        if (await store.LeaseAsync(_owner, Lease, cancellationToken) is not { } erasure) return false;
        try
        {
            var done = await steps.DoAsync(erasure, cancellationToken);
            await store.SaveAsync(done, _owner, After(erasure, done), cancellationToken);
            if (done.Step == ErasureStep.Done) await EndAsync(done, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.StepFailed(logger, erasure.Id, erasure.Step, e);
            await store.SaveAsync(erasure with { Problem = ErrorTable.Code(Reason(e)) }, _owner, Pause, cancellationToken);
        }

        return true;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = store.Watch(_ => Wake());
        Wake();
        await base.ExecuteAsync(stoppingToken);
    }

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (await RunOnceAsync(stoppingToken))
        {
        }
    }

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.RunnerFailed(logger, failure);

    // The name of a user stood in its row until now: nothing of that is to stay in the log of the file.
    private async Task EndAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        Log.Done(logger, erasure.Id);
        await database.ReclaimAsync(["erasures"], cancellationToken);
    }

    private static TimeSpan After(ErasureRecord before, ErasureRecord done) =>
        done.Problem == ErasureSteps.LeftOver ? TimeSpan.FromSeconds(1) : done.Step == before.Step ? Waiting : TimeSpan.Zero;

    private static ErrorReason Reason(Exception e) => e switch
    {
        FastchatException known => known.Reason,
        DatabaseUnavailableException => ErrorReason.DatabaseUnavailable,
        _ => ErrorReason.Internal,
    };
}
