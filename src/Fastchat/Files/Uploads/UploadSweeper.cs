using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Files.Uploads;

/// <summary>Deletes parts of uploads whose hour is over, however they ended; and a day later the uploads, of which nothing is left by then.</summary>
public sealed class UploadSweeper(UploadStore uploads, BlobStore blobs, TimeProvider clock, ILogger<UploadSweeper> logger) : RepeatedWork(TimeSpan.FromMinutes(1), clock)
{
    private const int AtOnce = 100;
    private const int MostRounds = 100;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Deletes what is due by now.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        // Bounded, for parts that cannot be deleted now are found again.
        for (var round = 0; round < MostRounds && await SweepPartsAsync(cancellationToken) == AtOnce; round++)
        {
        }

        await uploads.DeleteExpiredAsync(Clock.GetUtcNow() - Kept, cancellationToken);
    }

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken stoppingToken) => SweepAsync(stoppingToken);

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.PartsNotSwept(logger, "any", failure);

    private async Task<int> SweepPartsAsync(CancellationToken cancellationToken)
    {
        var expired = await uploads.ListExpiredPartsAsync(Clock.GetUtcNow(), AtOnce, cancellationToken);
        foreach (var (tenant, partId) in expired)
        {
            try
            {
                // The bytes first: without its row a part would be found by nobody before the next start.
                await blobs.DeleteAsync(tenant, partId, cancellationToken);
                await uploads.DeletePartAsync(tenant, partId, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One that cannot be deleted now must not keep the others.
                Log.PartsNotSwept(logger, partId, e);
            }
        }

        return expired.Count;
    }
}
