using Fastchat.Contracts.Admin.V1;
using Fastchat.Health;

namespace Fastchat.Providers.Models;

/// <summary>Whether the gateway answered when its list of models was last read.</summary>
public sealed class UpstreamHealth(UpstreamModels models) : HealthCheck
{
    /// <inheritdoc />
    public override string Name => "model_gateway";

    /// <inheritdoc />
    public override Task<(HealthStatus Status, string? Detail)> CheckAsync(CancellationToken cancellationToken) =>
        Task.FromResult(models.Trouble is { } trouble ? (HealthStatus.Degraded, trouble) : (HealthStatus.Healthy, (string?)null));
}
