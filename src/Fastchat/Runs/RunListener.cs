using Fastchat.Foundation;

namespace Fastchat.Runs;

/// <summary>One reader's ear for a run of another node.</summary>
public sealed class RunListener : IDisposable
{
    // Where news are lost.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // What the other node stores before it hears that somebody listens, it tells nobody: soon, and ever less often after that.
    private static readonly TimeSpan LookFirst = TimeSpan.FromMilliseconds(20);

    private readonly RunNews _news;
    private readonly TenantId _tenant;
    private readonly string _runId;
    private readonly Ear _ear;
    private IDisposable? _watch;
    private TimeSpan _patience = LookFirst;

    internal RunListener(RunNews news, TenantId tenant, string runId, TimeProvider clock) => (_news, _tenant, _runId, _ear) = (news, tenant, runId, new Ear(clock));

    /// <summary>
    /// Waits until more may be stored than was at the end of the last wait, or for a while. The first time it begins to listen,
    /// and waits for nothing: what came before is to be looked for once more.
    /// </summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_watch is null)
        {
            _watch = _news.WatchStored(_runId, _ear.Hear);
            await _news.ReadAsync(_tenant, _runId, cancellationToken);
            return;
        }

        await _ear.WaitAsync(_patience, cancellationToken);
        _patience = TimeSpan.FromTicks(Math.Min(2 * _patience.Ticks, LookEvery.Ticks));
    }

    /// <inheritdoc />
    public void Dispose() => _watch?.Dispose();
}
