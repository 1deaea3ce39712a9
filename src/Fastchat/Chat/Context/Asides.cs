using System.Text;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Metering;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Tokens;

namespace Fastchat.Chat.Context;

/// <summary>Puts small questions to models in the name of a turn's caller: by his rules, within his limits, on his account.</summary>
public sealed class Asides(Gateway models)
{
    // The end of a text may have more tokens to the character than the whole.
    private const double Margin = 0.8;

    /// <summary>Asks; null when the caller's rules or limits leave no room for it.</summary>
    /// <param name="turn">The turn beside which it is asked.</param>
    /// <param name="settings">The tenant's settings.</param>
    /// <param name="aside">The question.</param>
    /// <param name="audit">The record that it belongs to; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FastchatException">What the model is refused for, or fails with.</exception>
    internal async Task<AsideAnswer?> AskAsync(TurnRequest turn, TenantSettings settings, Aside aside, AuditTrail? audit, CancellationToken cancellationToken)
    {
        var permit = new ModelPermit(settings.Models, turn.Meter?.Permits);
        aside = Fit(aside, settings, permit);
        var parameters = aside.Parameters();
        await using var measured = turn.Meter is { } meter ? await meter.BeginBesideAsync(parameters, audit, cancellationToken) : null;
        if (turn.Meter is not null && measured is null) return null;
        return await AskAsync(turn.Tenant, permit, aside, parameters, measured, cancellationToken);
    }

    /// <summary>A question that its model can read: of a text that is too long, the end.</summary>
    /// <exception cref="FastchatException">MODEL_NOT_FOUND.</exception>
    internal Aside Fit(Aside aside, TenantSettings settings, ModelPermit permit)
    {
        var parameters = aside.Parameters();
        if (ContextBudget.Of(models.Describe(aside.Model, permit), parameters, settings) is not { } budget || TokenCounter.AtMost(parameters) <= budget.Room) return aside;
        var (all, text) = (budget.Counter.Count(parameters), budget.Counter.Count(aside.Text));
        if (all <= budget.Room) return aside;

        // What is too long altogether is refused as anything is.
        var share = (budget.Room - (all - text)) / (double)text * Margin;
        var from = aside.Text.Length - (int)(aside.Text.Length * Math.Max(0, share));
        if (from < aside.Text.Length && char.IsLowSurrogate(aside.Text[from])) from++;
        return aside with { Text = aside.Text[from..] };
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
