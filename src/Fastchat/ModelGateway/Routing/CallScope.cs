using Fastchat.ModelGateway.Registry;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Routing;

/// <summary>What all attempts of a call share.</summary>
/// <param name="registry">The world that the call sees.</param>
/// <param name="guards">The providers' guards.</param>
/// <param name="watch">Looks at the streams' times.</param>
/// <param name="metrics">Counts.</param>
/// <param name="clock">The clock.</param>
/// <param name="random">Chance.</param>
/// <param name="logger">The log.</param>
internal sealed class CallScope(RegistrySnapshot registry, ProviderGuards guards, StreamWatch watch, RoutingMetrics metrics, TimeProvider clock, Random random, ILogger logger)
{
    public RegistrySnapshot Registry => registry;

    public ProviderGuards Guards => guards;

    public StreamWatch Watch => watch;

    public RoutingMetrics Metrics => metrics;

    public TimeProvider Clock => clock;

    public Random Random => random;

    public ILogger Logger => logger;

    /// <summary>When the call is over, as a timestamp.</summary>
    public long Deadline { get; private set; }

    /// <summary>The caller goes away.</summary>
    public CancellationToken Cancelled { get; private set; }

    /// <summary>The targets that broke in the middle of this call's answer; they are not asked again.</summary>
    public List<ModelTarget> Broken { get; } = [];

    /// <summary>What is left of the call's time.</summary>
    public TimeSpan Left => clock.Span(clock.GetTimestamp(), Deadline);

    /// <summary>The call begins.</summary>
    public void Begin(TimeSpan total, CancellationToken cancelled)
    {
        Deadline = clock.GetTimestamp() + clock.Ticks(total);
        Cancelled = cancelled;
    }
}
