using Fastchat.Contracts.Admin.V1;
using Fastchat.ModelGateway.Scripts;

namespace Fastchat.Health;

/// <summary>Whether the scripted models are those of the files as they are now.</summary>
internal sealed class ScriptsHealth(ScriptedModels models) : HealthCheck
{
    /// <inheritdoc />
    public override string Name => "scripts";

    /// <inheritdoc />
    public override Task<(HealthStatus Status, string? Detail)> CheckAsync(CancellationToken cancellationToken) =>
        Task.FromResult(models.Trouble is { } trouble ? (HealthStatus.Degraded, trouble) : (HealthStatus.Healthy, (string?)null));
}
