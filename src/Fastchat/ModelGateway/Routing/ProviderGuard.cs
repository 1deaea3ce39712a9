using System.Threading.RateLimiting;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace Fastchat.ModelGateway.Routing;

/// <summary>
/// Keeps a provider from being asked while it fails, and from being asked more at once than it can take. Outcomes are
/// reported, not run, through the breaker: a call that its caller gave up says nothing of the provider, and a call that
/// tries a failing provider again, and then hangs, keeps nobody from trying next.
/// </summary>
internal sealed class ProviderGuard
{
    private readonly TimeProvider _clock;
    private readonly ConcurrencyLimiter _places;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline _breaker;
    private readonly long _breakTicks;
    private long _probeAt;
    private int _underWay;
    private int _waiting;

    public ProviderGuard(string name, ProviderLimits limits, TimeProvider clock, ILogger logger)
    {
        _clock = clock;
        Name = name;
        Limits = limits;
        _breakTicks = clock.Ticks(limits.BreakDuration);
        _places = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = limits.MaxConcurrency,
            QueueLimit = limits.MaxQueue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        _breaker = new ResiliencePipelineBuilder { TimeProvider = new SteadyClock(clock) }.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = limits.FailureRatio,
            MinimumThroughput = limits.MinimumThroughput,
            SamplingDuration = limits.SamplingDuration,
            BreakDuration = limits.BreakDuration,
            StateProvider = _circuit,
            ShouldHandle = static args => args.Outcome.Exception is null ? PredicateResult.False() : PredicateResult.True(),
            OnOpened = args =>
            {
                Volatile.Write(ref _probeAt, clock.GetTimestamp() + _breakTicks);
                Log.ProviderFailing(logger, name, args.BreakDuration.TotalSeconds, args.Outcome.Exception?.Message);
                return default;
            },
            OnClosed = _ =>
            {
                Log.ProviderRecovered(logger, name);
                return default;
            },
        }).Build();
    }

    /// <summary>The provider's name.</summary>
    public string Name { get; }

    /// <summary>What it was made for.</summary>
    public ProviderLimits Limits { get; }

    /// <summary>Whether the provider is left alone, but for a call now and then that tries it again.</summary>
    public bool IsFailing => _circuit.CircuitState != CircuitState.Closed;

    /// <summary>Answers under way.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>How it stands.</summary>
    public ProviderState State => new(Name, IsFailing, UnderWay, Volatile.Read(ref _waiting));

    /// <summary>How long until a failing provider is tried again; zero for now.</summary>
    public TimeSpan UntilProbe
    {
        get
        {
            var left = _clock.Span(_clock.GetTimestamp(), Volatile.Read(ref _probeAt));
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Takes a place without waiting; null when there is none, or when the provider is to be left alone.</summary>
    public RateLimitLease? TryEnter(out Unfit unfit)
    {
        var lease = _places.AttemptAcquire();
        if (!lease.IsAcquired)
        {
            unfit = IsFailing ? Unfit.Failing : Unfit.Full;
            return null;
        }

        if (!MayAsk())
        {
            lease.Dispose();
            unfit = Unfit.Failing;
            return null;
        }

        Interlocked.Increment(ref _underWay);
        unfit = Unfit.No;
        return lease;
    }

    /// <summary>Waits for a place, as long as the limits say; null when too many wait already or none became free.</summary>
    public async ValueTask<RateLimitLease?> EnterAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Limits.QueueTime, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        Interlocked.Increment(ref _waiting);
        try
        {
            var lease = await _places.AcquireAsync(1, either.Token);
            if (!lease.IsAcquired) return null;
            Interlocked.Increment(ref _underWay);
            return lease;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(RateLimitLease lease)
    {
        Interlocked.Decrement(ref _underWay);
        lease.Dispose();
    }

    /// <summary>Notes how an attempt went. What says nothing of the provider's health, limits and refusals for example, counts as well.</summary>
    /// <param name="failure">What went wrong; null for nothing.</param>
    public async ValueTask ReportAsync(FastchatException? failure)
    {
        var outcome = failure is not null && FailureCauses.Of(failure) == FailureCause.Error ? failure : null;
        var context = ResilienceContextPool.Shared.Get();
        try
        {
            await _breaker.ExecuteOutcomeAsync(
                static (_, failure) => new ValueTask<Outcome<bool>>(failure is null ? Outcome.FromResult(true) : Outcome.FromException<bool>(failure)), context, outcome);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // One call in each break tries a failing provider again; whether it fares well or never ends, the next break brings the next.
    private bool MayAsk()
    {
        if (!IsFailing) return true;
        var now = _clock.GetTimestamp();
        var at = Volatile.Read(ref _probeAt);
        return now >= at && Interlocked.CompareExchange(ref _probeAt, now + _breakTicks, at) == at;
    }
}
