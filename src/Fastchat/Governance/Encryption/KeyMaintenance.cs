using System.Collections.Concurrent;
using Fastchat.Foundation;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Encryption;

/// <summary>
/// In the background: wraps data keys under today's key-encryption key, and brings what is stored to the newest data keys; for all
/// tenants at the start and every ten minutes, for one when its keys change.
/// </summary>
public sealed class KeyMaintenance(TenantKeys keys, TenantKeyStore store, Reencryption reencryption, TimeProvider clock, ILogger<KeyMaintenance> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly ConcurrentQueue<TenantId?> _changed = new();
    private readonly SemaphoreSlim _news = new(0);

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _news.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = store.Watch(Note);
        Note(tenant: null);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DoAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.ReencryptionFailed(logger, "any", e);
            }

            await WaitAsync(stoppingToken);
        }
    }

    private async Task DoAsync(CancellationToken stoppingToken)
    {
        var changed = new HashSet<TenantId>();
        var isAll = false;
        while (_changed.TryDequeue(out var tenant))
        {
            if (tenant is { } one) changed.Add(one);
            else isAll = true;
        }

        if (isAll)
        {
            await keys.RewrapAsync(stoppingToken);
            await reencryption.RunAsync(stoppingToken);
            return;
        }

        foreach (var tenant in changed) await reencryption.RunAsync(tenant, stoppingToken);
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var timer = Task.Delay(Interval, clock, waiting.Token);
        var news = _news.WaitAsync(waiting.Token);
        if (await Task.WhenAny(timer, news) == timer) _changed.Enqueue(null);
        await waiting.CancelAsync();
        await Task.WhenAll(timer, news).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // However much news there was, one round does for all of it.
        while (_news.Wait(0, CancellationToken.None))
        {
        }
    }

    private void Note(TenantId? tenant)
    {
        _changed.Enqueue(tenant);
        _news.Release();
    }
}
