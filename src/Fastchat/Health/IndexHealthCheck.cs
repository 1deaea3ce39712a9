using Fastchat.Contracts.Admin.V1;
using Fastchat.Retrieval.Index;

namespace Fastchat.Health;

/// <summary>Whether the index answers.</summary>
public sealed class IndexHealthCheck(VectorIndex index) : HealthCheck
{
    /// <inheritdoc />
    public override string Name => "index";

    /// <inheritdoc />
    public override async Task<(HealthStatus Status, string? Detail)> CheckAsync(CancellationToken cancellationToken)
    {
        var health = await index.CheckHealthAsync(cancellationToken);
        return (health.IsHealthy ? HealthStatus.Healthy : HealthStatus.Unhealthy, health.Detail);
    }
}
