using Fastchat.Contracts.Admin.V1;
using Fastchat.ModelGateway.Routing;

namespace Fastchat.Health;

/// <summary>Whether the providers of models that were asked work. While one is left alone its models answer from elsewhere, or not.</summary>
public sealed class ProviderHealth(ProviderGuards guards) : HealthCheck
{
    /// <inheritdoc />
    public override string Name => "model_providers";

    /// <inheritdoc />
    public override Task<(HealthStatus Status, string? Detail)> CheckAsync(CancellationToken cancellationToken)
    {
        var states = guards.States;
        var detail = string.Join("; ", states.Select(s => $"{s.Provider}: {(s.IsFailing ? "failing, left alone for now" : "working")}, {s.UnderWay} under way, {s.Waiting} waiting"));
        return Task.FromResult((states.Any(s => s.IsFailing) ? HealthStatus.Degraded : HealthStatus.Healthy, detail.Length == 0 ? null : detail));
    }
}
