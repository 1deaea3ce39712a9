using Fastchat.Contracts.Admin.V1;
using Fastchat.Governance.Identity.Tokens;

namespace Fastchat.Health;

/// <summary>Whether the keys of all issuers can be read. Without one's keys its users are locked out, and all else works.</summary>
internal sealed class IssuersHealth(IssuerDirectory issuers) : HealthCheck
{
    /// <inheritdoc />
    public override string Name => "identity";

    /// <inheritdoc />
    public override async Task<(HealthStatus Status, string? Detail)> CheckAsync(CancellationToken cancellationToken)
    {
        var away = new List<string>();
        foreach (var issuer in issuers.All)
        {
            if (await issuer.Keys.FindAsync(cancellationToken) is null) away.Add(issuer.Options.Name);
        }

        return away.Count == 0 ? (HealthStatus.Healthy, null) : (HealthStatus.Degraded, $"The keys of {string.Join(", ", away)} cannot be read; the server's log says why.");
    }
}
