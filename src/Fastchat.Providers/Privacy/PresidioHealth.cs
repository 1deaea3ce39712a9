using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Health;

namespace Fastchat.Providers.Privacy;

/// <summary>Whether the Presidio Analyzer is up.</summary>
public sealed class PresidioHealth(PresidioClient client) : HealthCheck
{
    /// <inheritdoc />
    public override string Name => "presidio";

    /// <inheritdoc />
    public override async Task<(HealthStatus Status, string? Detail)> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.CheckAsync(cancellationToken);
            return (HealthStatus.Healthy, null);
        }
        catch (FastchatException e)
        {
            return (HealthStatus.Degraded, e.Message);
        }
    }
}
