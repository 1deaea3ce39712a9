using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Health;

/// <summary>The state of one thing the server depends on.</summary>
public abstract class HealthCheck
{
    /// <summary>Its name in the reply.</summary>
    public abstract string Name { get; }

    /// <summary>Looks; an exception means unhealthy.</summary>
    public abstract Task<(HealthStatus Status, string? Detail)> CheckAsync(CancellationToken cancellationToken);
}
