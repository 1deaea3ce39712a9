using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

/// <summary>A target of a model as one call sees it.</summary>
internal sealed class Candidate(ModelTarget target, IModelProvider provider, ProviderGuard guard)
{
    private bool _isOut;
    private long _notBefore;

    public ModelTarget Target => target;

    public IModelProvider Provider => provider;

    public ProviderGuard Guard => guard;

    /// <summary>When it may be asked again, as a timestamp; null for not again in this call.</summary>
    public long? NotBefore => _isOut ? null : _notBefore;

    /// <summary>It has failed: whether, and when, another try makes sense.</summary>
    public void Fail(FastchatException failure, TimeProvider clock)
    {
        if (!ErrorTable.Kind(failure.Reason).Retryable || failure.RetryAfter > Backoff.Longest) _isOut = true;
        else _notBefore = failure.RetryAfter is { } wait ? clock.GetTimestamp() + clock.Ticks(wait) : 0;
    }
}
