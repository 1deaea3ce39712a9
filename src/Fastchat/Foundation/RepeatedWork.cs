using Microsoft.Extensions.Hosting;

namespace Fastchat.Foundation;

/// <summary>Work in the background that is done again and again until the host stops. A round that fails is told, and does not end it.</summary>
/// <param name="pause">How long it rests between two rounds, and before the first, unless <see cref="Rest"/> says otherwise.</param>
/// <param name="clock">The clock of the rest.</param>
public abstract class RepeatedWork(TimeSpan pause, TimeProvider clock) : BackgroundService
{
    private readonly SemaphoreSlim _news = new(0);

    /// <summary>The clock.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>How long it rests before the next round.</summary>
    protected virtual TimeSpan Rest => pause;

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _news.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One round.</summary>
    protected abstract Task RunAsync(CancellationToken stoppingToken);

    /// <summary>Tells of a round that failed.</summary>
    protected abstract void Tell(Exception failure);

    /// <summary>Ends the rest: there is something to do. However often it is called meanwhile, one round does for all.</summary>
    protected void Wake() => _news.Release();

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await RestAsync(stoppingToken)) await TryAsync(RunAsync, stoppingToken);
    }

    /// <summary>Does a piece of work whose failure must not keep the rest.</summary>
    protected async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Tell(e);
        }
    }

    private async Task<bool> RestAsync(CancellationToken stoppingToken)
    {
        using var rest = new CancellationTokenSource(Rest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(rest.Token, stoppingToken);
        await _news.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_news.Wait(0, CancellationToken.None))
        {
        }

        return !stoppingToken.IsCancellationRequested;
    }
}
