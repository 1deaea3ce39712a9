using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Files;

/// <summary>Deletes files whose time is over, and at the start what a process that died has left of others.</summary>
public sealed class ExpirySweeper(FileStore files, FileLibrary library, OrphanedBlobs orphans, TimeProvider clock, ILogger<ExpirySweeper> logger)
    : RepeatedWork(Pause, clock)
{
    private const int AtOnce = 100;
    private const int MostRounds = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Deletes what has expired by now and says how many.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var expired = await files.ListExpiredAsync(Clock.GetUtcNow(), AtOnce, cancellationToken);
        foreach (var (tenant, fileId) in expired)
        {
            try
            {
                await library.DeleteAsync(tenant, fileId, cancellationToken);
            }
            catch (FastchatException)
            {
                // Somebody else deleted it first.
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One that cannot be deleted now must not keep the others.
                Log.SweepFailed(logger, fileId, e);
            }
        }

        return expired.Count;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await DeleteOrphansAsync(stoppingToken);
        await base.ExecuteAsync(stoppingToken);
    }

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        // A tenant's retention may let many expire at once. Bounded, for those that cannot be deleted now are found again.
        for (var round = 0; round < MostRounds && await SweepAsync(stoppingToken) == AtOnce; round++)
        {
        }
    }

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.SweepFailed(logger, "any", failure);

    private async Task DeleteOrphansAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await orphans.DeleteAsync(stoppingToken) is > 0 and var count) Log.OrphansDeleted(logger, count);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // They take up room and do no other harm: the next start tries again.
            Log.OrphansFailed(logger, e);
        }
    }
}
