using Fastchat.Foundation;

namespace Fastchat.Governance.Limits;

/// <summary>
/// Takes the bytes of one upload from its limits as they come, so that no upload has to say beforehand how long it is. What
/// an upload has taken stays counted when it fails: the bytes have come.
/// </summary>
public sealed class UploadCharge
{
    // A write to the store for each so many bytes.
    private const long Step = 1024 * 1024;

    private readonly TenantId _tenant;
    private readonly IReadOnlyList<(string Subject, long Most)> _limits;
    private readonly LimitStore _store;
    private long _pending;

    internal UploadCharge(TenantId tenant, IReadOnlyList<(string Subject, long Most)> limits, LimitStore store)
    {
        _tenant = tenant;
        _limits = limits;
        _store = store;
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
        var standing = await _store.TakeAsync(
            _tenant, [.. _limits.Select(l => LimitClaim.Exactly(l.Subject, LimitMetric.UploadBytesPerDay, l.Most, bytes))], reservation: null, cancellationToken);
        if (standing.Refused) throw LimitRefusal.Of(standing);
    }
}
