using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fastchat.Jobs;

/// <summary>Does jobs in the background: leases them, keeps the lease while they run, tries again, gives up.</summary>
public sealed class JobRunner : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly JobStore _store;
    private readonly JobSignal _signal;
    private readonly JobOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<JobRunner> _logger;
    private readonly FrozenDictionary<string, IJobHandler> _handlers;
    private readonly string _owner = Guid.NewGuid().ToString("N");

    /// <summary>A runner of the given handlers.</summary>
    public JobRunner(JobStore store, JobSignal signal, IEnumerable<IJobHandler> handlers, JobOptions options, TimeProvider clock, ILogger<JobRunner> logger)
    {
        _store = store;
        _signal = signal;
        _options = options;
        _clock = clock;
        _logger = logger;
        _handlers = handlers.ToFrozenDictionary(h => h.Kind);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ReleaseAllAsync(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, _options.Workers).Select(_ => WorkAsync(stoppingToken)));
    }

    // One process at a time is this node, so whoever held a job before is gone. A database that is away for a moment ends no server.
    private async Task ReleaseAllAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _store.ReleaseAllAsync(stopping);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.RunnerFailed(_logger, e);
                await Task.Delay(Pause, _clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await _store.LeaseAsync(_owner, _options.Lease, stopping) is { } job) await DoAsync(job, stopping);
                else await _signal.WaitAsync(Pause, _clock, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.RunnerFailed(_logger, e);
                await Task.Delay(Pause, _clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task DoAsync(Job job, CancellationToken stopping)
    {
        if (!_handlers.TryGetValue(job.Kind, out var handler))
        {
            Log.NoHandler(_logger, job.Kind, job.Id);
            await _store.ReleaseAsync(job, _owner, TimeSpan.FromHours(1), countsAsTry: false, CancellationToken.None);
            return;
        }

        if (job.Attempt > _options.MaxAttempts)
        {
            // The tries before were counted by processes that died of them, or with them.
            await handler.GiveUpAsync(job, cause: null, CancellationToken.None);
            await _store.RemoveAsync(job, _owner, CancellationToken.None);
            return;
        }

        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var keeping = KeepAsync(job, lost);
        try
        {
            await handler.RunAsync(job, lost.Token);
            await _store.RemoveAsync(job, _owner, CancellationToken.None);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            await _store.ReleaseAsync(job, _owner, TimeSpan.Zero, countsAsTry: false, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.TryFailed(_logger, job.Kind, job.Id, job.Attempt, e);
            if (job.Attempt == _options.MaxAttempts)
            {
                await handler.GiveUpAsync(job, e, CancellationToken.None);
                await _store.RemoveAsync(job, _owner, CancellationToken.None);
            }
            else
            {
                await _store.ReleaseAsync(job, _owner, _options.FirstRetryAfter * Math.Pow(2, job.Attempt - 1), countsAsTry: true, CancellationToken.None);
            }
        }
        finally
        {
            await lost.CancelAsync();
            await keeping;
        }
    }

    private async Task KeepAsync(Job job, CancellationTokenSource lost)
    {
        try
        {
            using var timer = new PeriodicTimer(_options.Lease / 3, _clock);
            while (await timer.WaitForNextTickAsync(lost.Token))
            {
                if (!await _store.RenewAsync(job, _owner, _options.Lease, lost.Token)) await lost.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The job has ended.
        }
    }
}
