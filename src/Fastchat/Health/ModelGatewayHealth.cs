using Fastchat.Contracts.Admin.V1;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.Health;

/// <summary>Whether the registry of models is what its sources say, and its providers can be used. Without one, the others' models work.</summary>
public sealed class ModelGatewayHealth(ModelRegistry registry, RegistryKeeper keeper) : HealthCheck
{
    /// <inheritdoc />
    public override string Name => "model_gateway";

    /// <inheritdoc />
    public override Task<(HealthStatus Status, string? Detail)> CheckAsync(CancellationToken cancellationToken)
    {
        var troubles = keeper.Troubles.Concat(registry.Current.Order.Where(p => p.Trouble is not null).Select(p => $"{p.Name}: {p.Trouble}")).ToList();
        return Task.FromResult(troubles.Count == 0 ? (HealthStatus.Healthy, (string?)null) : (HealthStatus.Degraded, string.Join(" ", troubles)));
    }
}
