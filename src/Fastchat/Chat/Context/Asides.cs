using System.Text;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Metering;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.Chat.Context;

/// <summary>Puts small questions to models in the name of a turn's caller: by his rules, within his limits, on his account.</summary>
public sealed class Asides(Gateway models)
{
    /// <summary>Asks; null when the caller's rules or limits leave no room for it.</summary>
    /// <param name="turn">The turn beside which it is asked.</param>
    /// <param name="settings">The tenant's settings.</param>
    /// <param name="aside">The question.</param>
    /// <param name="audit">The record that it belongs to; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FastchatException">What the model is refused for, or fails with.</exception>
    internal async Task<AsideAnswer?> AskAsync(TurnRequest turn, TenantSettings settings, Aside aside, AuditTrail? audit, CancellationToken cancellationToken)
    {
        var parameters = aside.Parameters();
        await using var measured = turn.Meter is { } meter ? await meter.BeginBesideAsync(parameters, audit, cancellationToken) : null;
        if (turn.Meter is not null && measured is null) return null;
        return await AskAsync(turn.Tenant, new ModelPermit(settings.Models, turn.Meter?.Permits), aside, parameters, measured, cancellationToken);
    }

    /// <summary>Asks on an account that is open.</summary>
    /// <exception cref="FastchatException">What the model is refused for, or fails with.</exception>
    internal async Task<AsideAnswer> AskAsync(
        TenantId tenant, ModelPermit permit, Aside aside, ChatCompletionParams parameters, MeteredAnswer? measured, CancellationToken cancellationToken)
    {
        var request = new ModelRequest { Parameters = parameters, Question = aside.Question, Passages = aside.Passages, Tenant = tenant, Permit = permit };
        var spoken = models.StreamAsync(request, cancellationToken);
        measured?.Ask(request);
        if (measured is not null) spoken = measured.MeasureAsync(spoken, cancellationToken);
        var text = new StringBuilder();
        var usage = new CompletionUsage();
        await foreach (var delta in spoken.WithCancellation(cancellationToken))
        {
            if (delta.Switch is { Discards: true }) text.Clear();
            text.Append(delta.Text);
            usage = delta.Usage ?? usage;
        }

        return new AsideAnswer(text.ToString(), usage);
    }
}
