using System.Collections.Concurrent;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Tenants;
using Microsoft.Extensions.Logging;

namespace Fastchat.Chat.Context;

/// <summary>
/// What stands for turns that were left out. A turn never waits for it: it takes the newest summary there is, and has one made
/// behind itself, of that one and what was said since, for the turns to come.
/// </summary>
public sealed class Summaries(SummaryStore store, Asides asides, DetachedRuns detached, ILogger<Summaries> logger)
{
    // Of places before the last one, as many are looked at: a conversation may have grown by leaps.
    private const int PlacesBack = 3;

    // What is asked beside turns must not crowd out the turns; another turn has it made then.
    private const int MostAtOnce = 16;

    private readonly ConcurrentDictionary<string, byte> _making = new();

    /// <summary>The newest summary of messages that a turn leaves out; null for none. When it is not of all of them, one is made in the background.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="settings">The tenant's settings.</param>
    /// <param name="messages">The messages that are left out, the oldest first.</param>
    /// <param name="earlier">How many of them would have been left out before, ascending.</param>
    /// <param name="mostTokens">The longest summary.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<FoundSummary?> TakeAsync(
        TurnRequest turn, TenantSettings settings, IReadOnlyList<ChatMessage> messages, IReadOnlyList<int> earlier, int mostTokens, CancellationToken cancellationToken)
    {
        int[] lengths = [.. earlier.Where(n => n < messages.Count).TakeLast(PlacesBack), messages.Count];
        var names = HistoryHash.Of(turn.Tenant, turn.Meter?.User, messages, lengths);
        var found = await store.FindAsync(turn.Tenant, [.. names], cancellationToken);
        var newest = names.Select((name, i) => found.TryGetValue(name, out var text) ? new FoundSummary(text, lengths[i]) : null).LastOrDefault(s => s is not null);
        if (newest?.Messages != messages.Count) Begin(turn, settings, names[^1], newest, messages, mostTokens);
        return newest;
    }

    private void Begin(TurnRequest turn, TenantSettings settings, string name, FoundSummary? before, IReadOnlyList<ChatMessage> messages, int mostTokens)
    {
        if (_making.Count >= MostAtOnce || !_making.TryAdd(name, 0)) return;
        var aside = Summarizer.Ask(settings.Context.HelperModel ?? turn.Parameters.Model, before?.Text, [.. messages.Skip(before?.Messages ?? 0)], mostTokens);

        // The record names the call that it goes on from, which may have ended before it is stored.
        var trail = turn.Audit?.GoOnAsync().AsTask();
        detached.Start(stop => MakeAsync(turn, settings, name, aside, trail, stop));
    }

    private async Task MakeAsync(TurnRequest turn, TenantSettings settings, string name, Aside aside, Task<AuditTrail>? recorded, CancellationToken stop)
    {
        var outcome = AuditEntry.Ok;
        AuditTrail? trail = null;
        try
        {
            trail = recorded is null ? null : await recorded;
            trail?.Add("aside", "summary");
            trail?.Add("model", aside.Model);
            var answer = await asides.AskAsync(turn, settings, aside, trail, stop);
            if (answer is not null && Summarizer.Read(answer.Text) is { } summary) await store.AddAsync(turn.Tenant, name, summary, turn.Meter?.User, stop);
        }
        catch (Exception e)
        {
            // Nobody waits for it: turns go on without, and the next has it tried again.
            outcome = ErrorTable.Code(e is FastchatException refused ? refused.Reason : stop.IsCancellationRequested ? Contracts.Errors.V1.ErrorReason.Interrupted : Contracts.Errors.V1.ErrorReason.Internal);
            Log.NoSummary(logger, turn.Tenant.Value, aside.Model, e);
        }
        finally
        {
            _making.TryRemove(name, out _);
            if (trail is not null)
            {
                using (trail) await trail.EndAsync(outcome);
            }
        }
    }
}
