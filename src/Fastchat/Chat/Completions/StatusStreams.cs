using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.Chat.Completions;

/// <summary>Makes what streams say beside their chunks.</summary>
public sealed class StatusStreams(Gateway models, TenantDirectory tenants, TimeProvider clock)
{
    /// <summary>What the stream of a turn says; null for nothing.</summary>
    /// <exception cref="Foundation.FastchatException">MODEL_NOT_FOUND.</exception>
    internal async ValueTask<StatusStream?> BeginAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        if (request.Parameters.StreamOptions is not { IncludeStatus: true } options) return null;
        var settings = await tenants.SettingsAsync(request.Tenant, cancellationToken);
        var window = models.Describe(request.Parameters.Model, new ModelPermit(settings.Models)).ContextWindow;
        return new StatusStream(options.EventEnvelope, settings.Models.MaxContext < window ? settings.Models.MaxContext : window ?? settings.Models.MaxContext, clock);
    }
}
