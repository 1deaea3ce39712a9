using System.Runtime.CompilerServices;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Runs;
using Microsoft.Extensions.Logging;

namespace Fastchat.Chat;

/// <summary>Takes turns as runs: every event can be read again, and the terminal one is stored before anyone sees it.</summary>
public sealed class RunRecorder(RunStore runs, RunEventStore store, LiveRuns live, RunFollower follower, TimeProvider clock, ILogger<RunRecorder> logger)
{
    /// <summary>Takes the turn as a run.</summary>
    /// <param name="request">The turn.</param>
    /// <param name="take">What takes it.</param>
    /// <param name="callerLeft">Fires when the caller goes away: the run is then cancelled.</param>
    /// <param name="reading">Fires when nobody reads any more the run that was joined instead; when absent, with <paramref name="callerLeft"/>.</param>
    public async IAsyncEnumerable<ChatEvent> RecordAsync(
        TurnRequest request, Func<TurnRequest, CancellationToken, IAsyncEnumerable<TurnEvent>> take, [EnumeratorCancellation] CancellationToken callerLeft, CancellationToken? reading = null)
    {
        var tenant = request.Tenant;
        var model = request.Parameters.Model;
        var runId = request.RunId ?? Ids.New(Ids.Run, tenant, clock);
        request = request with { RunId = runId };
        using var run = live.Enter(tenant, runId, callerLeft, request.Durability);
        if (await runs.BeginAsync(tenant, runId, model, callerLeft, request.Meter?.User, request.Request, request.Durability != Durability.None, request.Thread?.Hold) is { } earlier)
        {
            // What was set aside for an answer of its own goes back at once.
            if (request.Meter is { } meter) await meter.DisposeAsync();
            await foreach (var chatEvent in follower.FollowAsync(tenant, earlier, 0, reading ?? callerLeft)) yield return chatEvent;
            yield break;
        }

        var events = new RunEvents(runId, request.Thread?.ThreadId ?? "", model, clock, logger);
        var isEnding = false;
        try
        {
            await foreach (var chatEvent in events.MakeAsync(take(request, run.Token), run.Token, callerLeft))
            {
                if (!RunFollower.IsTerminal(chatEvent))
                {
                    yield return await SayAsync(tenant, run, chatEvent);
                    continue;
                }

                if (chatEvent.Error is { } error) request.Audit?.Fail(ErrorTable.FromCode(error.Code));
                isEnding = true;
                yield return await EndAsync(request, run, chatEvent, events);
            }
        }
        finally
        {
            // The caller went away, or stopped reading: he hears no more of it, but others may, and the store must know.
            if (!isEnding) await EndAsync(request, run, events.Error(run.IsStuck ? NotStored() : request.IsDetached || request.ServerStops.IsCancellationRequested ? Stopped() : Left()), events);
        }
    }

    private static FastchatException NotStored() => new(ErrorReason.DatabaseUnavailable, "The database could not be reached, and the request asked for events that are stored.");

    private static FastchatException Left() => new(ErrorReason.Cancelled, "The caller went away.");

    private static FastchatException Stopped() => new(ErrorReason.Interrupted, "The server stopped while the run was under way.");

    /// <summary>Takes the turn and stores nothing: what is not read now is gone.</summary>
    public IAsyncEnumerable<ChatEvent> PassAsync(TurnRequest request, Func<TurnRequest, CancellationToken, IAsyncEnumerable<TurnEvent>> take, CancellationToken callerLeft) =>
        new RunEvents(request.RunId ?? Ids.New(Ids.Run, request.Tenant, clock), request.Thread?.ThreadId ?? "", request.Parameters.Model, clock, logger).MakeAsync(take(request, callerLeft), callerLeft, callerLeft);

    private async ValueTask<ChatEvent> SayAsync(TenantId tenant, LiveRun run, ChatEvent next) =>
        run.Durability == Durability.Sync ? await run.AppendAsync(next, segment => store.AddAsync(tenant, segment)) : run.Append(next);

    // A run that another node has ended, because it took this one for dead, has that end; one that was erased has none but this.
    private async Task<ChatEvent> EndAsync(TurnRequest request, LiveRun run, ChatEvent last, RunEvents events)
    {
        var (tenant, leaving) = (request.Tenant, request.Thread?.Leaving(run.RunId, last, events));
        var isFirst = await run.EndAsync(last, tail => last.Complete is { } completion
            ? runs.CompleteAsync(tenant, completion, tail, CancellationToken.None, leaving)
            : runs.FailAsync(tenant, ErrorTable.FromCode(last.Error.Code), last.Error.Message, tail, CancellationToken.None, leaving));
        if (isFirst || await runs.FindAsync(tenant, run.RunId, CancellationToken.None) is null) return last;
        return await follower.FollowAsync(tenant, run.RunId, last.Sequence - 1, CancellationToken.None).LastOrDefaultAsync() ?? last;
    }
}
