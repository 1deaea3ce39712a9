using System.Runtime.CompilerServices;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Runs;
using Microsoft.Extensions.Logging;

namespace Fastchat.Chat;

/// <summary>
/// Turns a turn into the events of a run: numbered from 1 without gaps, ended by exactly one terminal event, which is
/// stored before anyone sees it.
/// </summary>
public sealed class RunRecorder(RunStore runs, LiveRuns live, RunFollower follower, TimeProvider clock, ILogger<RunRecorder> logger)
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
        var runId = Ids.New(Ids.Run, tenant, clock);
        using var run = live.Enter(tenant, runId, callerLeft);
        if (await runs.BeginAsync(tenant, runId, model, callerLeft, request.Meter?.User, request.Request) is { } earlier)
        {
            // What was set aside for an answer of its own goes back at once.
            if (request.Meter is { } meter) await meter.DisposeAsync();
            await foreach (var chatEvent in follower.FollowAsync(tenant, earlier, 0, reading ?? callerLeft)) yield return chatEvent;
            yield break;
        }

        var events = new EventSequence(runId, clock);
        var answer = new AnswerBuilder(model);
        var ended = false;
        try
        {
            yield return run.Append(events.Status(StatusKind.Started));
            await using var source = take(request, run.Token).GetAsyncEnumerator(run.Token);
            while (true)
            {
                var (hasNext, failure) = await NextAsync(source, run.Token, callerLeft);
                if (failure is not null)
                {
                    request.Audit?.Fail(failure.Reason);
                    var error = await FailAsync(tenant, run, events, failure);
                    ended = true;
                    yield return error;
                    yield break;
                }

                if (!hasNext) break;
                foreach (var chatEvent in Events(events, answer, source.Current)) yield return run.Append(chatEvent);
            }

            var completion = answer.Build();
            yield return run.Append(events.Usage(completion.Usage));
            var last = events.Complete(completion);
            await run.EndAsync(last, tail => runs.CompleteAsync(tenant, completion, tail, CancellationToken.None));
            ended = true;
            yield return last;
        }
        finally
        {
            // The caller went away, or stopped reading: he hears no more of it, but others may, and the store must know.
            if (!ended) await FailAsync(tenant, run, events, new FastchatException(ErrorReason.Cancelled, "The caller went away."));
        }
    }

    private async Task<ChatEvent> FailAsync(TenantId tenant, LiveRun run, EventSequence events, FastchatException failure)
    {
        var last = events.Error(failure);
        await run.EndAsync(last, tail => runs.FailAsync(tenant, failure.Reason, failure.Message, tail, CancellationToken.None));
        return last;
    }

    private static IEnumerable<ChatEvent> Events(EventSequence events, AnswerBuilder answer, TurnEvent turnEvent)
    {
        answer.Add(turnEvent);
        if (turnEvent.Status != StatusKind.Unspecified) yield return events.Status(turnEvent.Status, turnEvent.Message);
        if (turnEvent.Delta?.Switch is { } taken) yield return events.Switched(taken);
        if (turnEvent.Delta is { Text.Length: > 0, Choice: 0 } delta) yield return events.Token(delta.Text);
        if (turnEvent is { Citation: { } citation, Choice: 0 }) yield return events.Cite(citation);
    }

    // An iterator cannot yield from a catch block, so failures come back as values.
    private async ValueTask<(bool HasNext, FastchatException? Failure)> NextAsync(IAsyncEnumerator<TurnEvent> source, CancellationToken stop, CancellationToken callerLeft)
    {
        try
        {
            return (await source.MoveNextAsync(), null);
        }
        catch (FastchatException e)
        {
            return (false, e);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !callerLeft.IsCancellationRequested)
        {
            return (false, new FastchatException(ErrorReason.Cancelled, "The run was cancelled."));
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            var id = Guid.NewGuid().ToString("N");
            Log.RunFailed(logger, id, e);
            return (false, new FastchatException(ErrorReason.Internal, $"The server failed; its log knows this as {id}."));
        }
    }
}
