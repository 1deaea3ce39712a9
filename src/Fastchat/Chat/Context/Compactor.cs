using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Microsoft.Extensions.Logging;

namespace Fastchat.Chat.Context;

/// <summary>Makes conversations short in the middle of a turn, when its request asks for it.</summary>
public sealed class Compactor(Asides asides, CompactionSeal seal, ILogger<Compactor> logger)
{
    /// <summary>The longest text that stands for a conversation, in tokens.</summary>
    internal const int MostTokens = 1024;

    /// <summary>Makes all that was said before the last question short; null when there is nothing, or when it cannot be done and need not be.</summary>
    /// <param name="turn">The turn, which wishes it.</param>
    /// <param name="settings">The tenant's settings.</param>
    /// <param name="messages">The conversation.</param>
    /// <param name="wish">What is wished.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FastchatException">It is all that was asked for, and cannot be done.</exception>
    internal async Task<CompactedTurn?> CompactAsync(TurnRequest turn, TenantSettings settings, IReadOnlyList<ChatMessage> messages, CompactionWish wish, CancellationToken cancellationToken)
    {
        var question = wish.IsAll ? messages.Count : Question.PlaceIn(messages) ?? messages.Count;
        List<ChatMessage> before = [.. messages.Take(question).Where(Summarizer.IsSaid)];
        if (before.Count == 0) return null;
        var answer = await AskAsync(turn, settings, Summarizer.Ask(turn.Parameters.Model, null, before, MostTokens), wish.IsAll, cancellationToken);
        if (answer is null || Summarizer.Read(answer.Text) is not { } summary) return null;

        // It has to stand for the question too when it comes back: what was said before an item like this is not read any more.
        var last = question < messages.Count ? Summarizer.Words(messages[question]) : "";
        var content = await seal.SealAsync(turn.Tenant, new CompactedHistory(last.Length > 0 ? $"{summary}\n\nThen the user said: {last}" : summary, IsWhole: true), cancellationToken);
        var kept = messages.Take(question).Where(m => !Summarizer.IsSaid(m)).Append(Summarizer.Message(summary)).Concat(messages.Skip(question));
        return new CompactedTurn([.. kept], new CompactedContext { EncryptedContent = content, Messages = before.Count }, answer.Usage);
    }

    private async Task<AsideAnswer?> AskAsync(TurnRequest turn, TenantSettings settings, Aside aside, bool isAll, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await asides.AskAsync(turn, settings, aside, turn.Audit, cancellationToken);
            if (answer is not null) return answer;
            if (isAll) throw new FastchatException(Contracts.Errors.V1.ErrorReason.RateLimitExceeded, "The caller's limits have no room for making the conversation short.");
            Log.NotCompacted(logger, turn.Tenant.Value, aside.Model, null);
        }
        catch (FastchatException e) when (!isAll)
        {
            // The answer matters more; a conversation that is too long for it is refused, or trimmed, as any.
            Log.NotCompacted(logger, turn.Tenant.Value, aside.Model, e);
        }

        return null;
    }
}
