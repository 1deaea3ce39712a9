using Fastchat.Foundation;

namespace Fastchat.Governance.Limits;

/// <summary>
/// Takes the bytes of one upload from its limits as they come, so that no upload has to say beforehand how long it is. What
/// an upload has taken stays counted when it fails: the bytes have come.
/// </summary>
public sealed class UploadCharge
{
    // Limits are asked for each so many bytes.
    private const long Step = 1024 * 1024;

    private readonly TenantId _tenant;
    private readonly IReadOnlyList<(string Subject, long Most)> _limits;
    private readonly LimitPools _pools;
    private long _pending;

    internal UploadCharge(TenantId tenant, IReadOnlyList<(string Subject, long Most)> limits, LimitPools pools)
    {
        _tenant = tenant;
        _limits = limits;
        _pools = pools;
    }

    /// <summary>So many bytes have come.</summary>
    /// <exception cref="FastchatException">RATE_LIMIT_EXCEEDED.</exception>
    public ValueTask AddAsync(long bytes, CancellationToken cancellationToken)
    {
        _pending += bytes;
        return _pending < Step ? ValueTask.CompletedTask : new ValueTask(TakeAsync(cancellationToken));
    }

    /// <summary>All have come: nothing is stored before the last of them is counted.</summary>
    /// <exception cref="FastchatException">RATE_LIMIT_EXCEEDED.</exception>
    public Task EndAsync(CancellationToken cancellationToken) => _pending == 0 ? Task.CompletedTask : TakeAsync(cancellationToken);

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        var bytes = _pending;
        _pending = 0;
        var taking = await _pools.TakeAsync(
            _tenant, [.. _limits.Select(l => LimitClaim.Exactly(l.Subject, LimitMetric.UploadBytesPerDay, l.Most, bytes))], isHeld: false, cancellationToken);
        if (taking.Standing.Refused) throw LimitRefusal.Of(taking.Standing);
    }
}
