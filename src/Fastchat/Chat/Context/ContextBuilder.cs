using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Tokens;
using Passage = Fastchat.Contracts.Retrieval.V1.Passage;

namespace Fastchat.Chat.Context;

/// <summary>
/// Builds what a model is given: (1) the conversation made short where the request asks for it, (2) passages within their share,
/// (3) of the messages what still fits, (4) a summary of the rest. What the system says and the user's last words are always in it.
/// </summary>
public sealed class ContextBuilder(Gateway models, Summaries summaries, Compactor compactor)
{
    // Made short from there on, when the request does not say from where.
    private const double CompactAbove = 0.8;

    /// <summary>Builds it.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="settings">The tenant's settings.</param>
    /// <param name="permit">Which models may answer.</param>
    /// <param name="passages">What was found, best first; null when nothing was searched.</param>
    /// <param name="query">What was searched for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FastchatException">CONTEXT_LENGTH_EXCEEDED: the messages leave no room for a passage. What a compaction is refused for.</exception>
    internal async Task<BuiltContext> BuildAsync(
        TurnRequest turn, TenantSettings settings, ModelPermit permit, IReadOnlyList<Passage>? passages, string query, CancellationToken cancellationToken)
    {
        var asked = turn.Parameters;
        var model = models.Describe(asked.Model, permit);
        var budget = ContextBudget.Of(model, asked, settings);

        // (1) The conversation made short.
        CompactedTurn? compacted = null;
        if (turn.Compaction is { } wish && IsDue(wish, asked, budget, model))
        {
            compacted = await compactor.CompactAsync(turn, settings, asked.Messages, wish, cancellationToken);
            if (compacted is not null) asked = With(asked, compacted.Messages);
        }

        var whole = Prompt.Head(settings, passages);
        var trims = turn.Trims == true;
        if (budget is null || (!trims && passages is null) || TokenCounter.AtMost(asked) + whole.Sum(m => TokenCounter.AtMost(m)) <= budget.Above)
            return new BuiltContext(Prompt.Build(asked, settings, whole), whole.Count, passages) { Compacted = compacted };

        // (2) Passages within their share.
        long Count(ChatMessage message) => budget.Counter.Count(message);
        var packed = passages is null ? null : Pack(asked, settings, budget, passages, query, trims);
        var head = packed is null ? whole : Prompt.Head(settings, packed.Passages);

        // (3) Of the messages what still fits.
        var ours = budget.Counter.CountFrame(asked) + head.Sum(Count);
        var left = budget.Above - ours;
        var plan = trims
            ? ContextPlan.Of(asked.Messages, left, budget.Target(left), budget.Summary, budget.Stride, Count)
            : ContextPlan.Whole(asked.Messages, Count);
        var prompt = Prompt.Build(plan.Dropped.Count == 0 ? asked : With(asked, plan.Kept()), settings, head);
        var report = new ContextReport
        {
            RoomTokens = budget.Room,
            PromptTokens = ours + plan.Tokens,
            MessagesKept = asked.Messages.Count - plan.Dropped.Count,
            MessagesDropped = plan.Dropped.Count,
            PassagesKept = packed?.Passages.Count ?? 0,
            PassagesShortened = packed?.Shortened ?? 0,
            PassagesDropped = packed?.Dropped ?? 0,
        };

        // (4) A summary of the rest.
        if (plan.Dropped.Count > 0 && report.PromptTokens < budget.Room && budget.Summary > 0 && !turn.KeepsNothing)
            await AddSummaryAsync(turn, settings, budget, asked, plan, prompt, head.Count, report, cancellationToken);
        var isLess = report.MessagesDropped + report.PassagesShortened + report.PassagesDropped > 0;
        return new BuiltContext(prompt, head.Count, packed?.Passages)
        {
            Report = isLess ? report : null,
            Compacted = compacted,
            Counted = HasFiles(prompt) ? null : new PromptCount(budget.Counter.Encoding, prompt.Messages.Count, report.PromptTokens),
        };
    }

    /// <summary>The least that a model would be given of a turn whose messages may be left out.</summary>
    internal static ChatCompletionParams Least(TurnRequest turn, TenantSettings settings) =>
        Prompt.Build(With(turn.Parameters, ContextPlan.MustStay(turn.Parameters.Messages)), settings, Prompt.Head(settings, null));

    private static bool IsDue(CompactionWish wish, ChatCompletionParams asked, ContextBudget? budget, RegisteredModel model)
    {
        if (wish.IsAll) return true;
        var above = wish.Above ?? (long?)(budget?.Room * CompactAbove);
        return above < TokenCounter.AtMost(asked) && above < TokenCounter.For(model.Targets[0].Model).Count(asked);
    }

    private static PackedPassages Pack(ChatCompletionParams asked, TenantSettings settings, ContextBudget budget, IReadOnlyList<Passage> passages, string query, bool trims)
    {
        var counter = budget.Counter;
        long Count(ChatMessage message) => counter.Count(message);
        var others = counter.CountFrame(asked) + Prompt.Head(settings, []).Sum(Count) + (trims ? ContextPlan.Least(asked.Messages, Count) : asked.Messages.Sum(Count));
        var packed = PassagePacker.Pack(passages, query, Math.Min(budget.Passages, budget.Room - others), p => counter.Count(Prompt.Told(passages.Count, p)));
        if (packed.Passages.Count > 0 || passages.Count == 0) return packed;
        throw new FastchatException(
            ErrorReason.ContextLengthExceeded, $"Of the {budget.Room} tokens that the model's window leaves, {others} are taken, and not one sentence of the passages found fits into the rest or their share; shorten the messages.", "messages");
    }

    private async Task AddSummaryAsync(
        TurnRequest turn, TenantSettings settings, ContextBudget budget, ChatCompletionParams asked, ContextPlan plan, ChatCompletionParams prompt, int prepended, ContextReport report, CancellationToken cancellationToken)
    {
        var dropped = plan.Dropped.Select(i => asked.Messages[i]).ToList();
        if (await summaries.TakeAsync(turn, settings, dropped, plan.Earlier, budget.Summary, cancellationToken) is not { } summary) return;
        var message = Summarizer.Message(summary.Text);
        var tokens = budget.Counter.Count(message);
        if (report.PromptTokens + tokens > budget.Room) return;

        // It stands where they stood.
        prompt.Messages.Insert(prepended + plan.Dropped[0], message);
        report.PromptTokens += tokens;
        report.MessagesSummarized = summary.Messages;
    }

    private static ChatCompletionParams With(ChatCompletionParams parameters, IEnumerable<ChatMessage> messages)
    {
        var changed = parameters.Clone();
        List<ChatMessage> kept = [.. messages];
        changed.Messages.Clear();
        changed.Messages.AddRange(kept);
        return changed;
    }

    private static bool HasFiles(ChatCompletionParams prompt) => prompt.Messages.Any(m => m.Parts?.Parts.Any(p => p.File is not null) == true);
}
