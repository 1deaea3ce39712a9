using Fastchat.ModelGateway.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.Testing;

/// <summary>Makes routers that stand alone.</summary>
public static class TestRouter
{
    /// <summary>A router with guards of its own.</summary>
    /// <param name="clock">Its clock; null for the system's.</param>
    public static ModelRouter Create(TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        var guards = new ProviderGuards(clock, NullLogger<ProviderGuards>.Instance);
        return new ModelRouter(guards, new RoutingMetrics(guards), clock, NullLogger<ModelRouter>.Instance);
    }
}
