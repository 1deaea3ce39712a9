using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway.Parameters;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Tokens;

namespace Fastchat.Chat.Context;

/// <summary>How many tokens a model can be given: its window, or the tenant's smaller one, without what is kept for the answer.</summary>
/// <param name="Room">The tokens that are left for all it reads.</param>
/// <param name="Counter">What counts them.</param>
/// <param name="Shares">How the tenant has them shared.</param>
internal sealed record ContextBudget(long Room, TokenCounter Counter, TenantContext Shares)
{
    // What is kept for an answer whose length nobody states.
    private const int MostUnstated = 4096;
    private const double UnstatedShare = 0.25;

    // A summary is told in so many tokens, where the room allows it.
    private const int LongestSummary = 512;
    private const double SummaryShare = 0.1;

    // Hardly any text has fewer to the token: so there is a place between target and threshold.
    private const int BytesPerToken = 3;

    /// <summary>Older messages are left out above so many tokens.</summary>
    public long Above => (long)(Room * Shares.TrimAbove);

    /// <summary>How many messages may have then, of those that they may have.</summary>
    /// <param name="left">What <see cref="Above"/> leaves them.</param>
    public long Target(long left) => (long)(left * (Shares.TrimTo / Shares.TrimAbove));

    /// <summary>The most that passages may take.</summary>
    public long Passages => (long)(Room * Shares.PassagesShare);

    /// <summary>The longest summary of what was left out; 0 where there is to be none.</summary>
    public int Summary => Shares.Summarizes ? (int)Math.Min(LongestSummary, Room * SummaryShare) : 0;

    /// <summary>The bytes of messages between two places where a conversation may be cut.</summary>
    public long Stride => Math.Max(1, (Above - Target(Above)) * BytesPerToken);

    /// <summary>The budget; null when nobody knows how much the model reads.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parameters">The request.</param>
    /// <param name="settings">The tenant's settings.</param>
    public static ContextBudget? Of(RegisteredModel model, ChatCompletionParams parameters, TenantSettings settings)
    {
        if (model.ContextWindow is null && settings.Models.MaxContext is null) return null;
        var window = Math.Min(model.ContextWindow ?? int.MaxValue, settings.Models.MaxContext ?? int.MaxValue);
        var answer = ParameterFit.Length(parameters) ?? settings.MaxTokens ?? Math.Min(MostUnstated, (int)(window * UnstatedShare));

        // Who asks for an answer as long as the window does not mean that nothing is to be read: its length is brought down later.
        answer = Math.Min(Math.Min(answer, model.MaxOutputTokens ?? int.MaxValue), window / 2);
        return new ContextBudget(window - answer, TokenCounter.For(model.Targets[0].Model), settings.Context);
    }
}
