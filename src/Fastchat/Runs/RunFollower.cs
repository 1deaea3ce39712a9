using System.Runtime.CompilerServices;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Runs;

/// <summary>
/// Gives the events of a run from any place on: those that are stored, then those of the run under way, without a gap or a
/// repeat. Whoever reads slowly holds nothing: what memory has forgotten meanwhile comes from the store.
/// </summary>
public sealed class RunFollower(RunStore runs, RunEventStore events, LiveRuns live, RunNews news, TimeProvider clock)
{
    /// <summary>Follows a run to its terminal event.</summary>
    /// <param name="tenant">Whose run.</param>
    /// <param name="runId">The run.</param>
    /// <param name="after">The sequence of the last event that is not wanted; 0 for all.</param>
    /// <param name="cancellationToken">Ends the reading; the run goes on.</param>
    /// <exception cref="FastchatException">
    /// RUN_NOT_FOUND: there is none, or it was erased meanwhile. INVALID_VALUE: no event of such a sequence has been.
    /// STREAM_CURSOR_EXPIRED: the events behind it are no longer kept, or only on another node.
    /// </exception>
    public async IAsyncEnumerable<ChatEvent> FollowAsync(TenantId tenant, string runId, ulong after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var elsewhere = news.Listen(tenant, runId);
        LiveRun? here = null;
        while (true)
        {
            here ??= live.Find(tenant, runId);
            if (here?.Read(after) is { } seen && (seen.Events.Count > 0 || !seen.HasEnded))
            {
                if (after > seen.Last) throw Beyond(seen.Last);
                foreach (var next in seen.Events) yield return next;
                after = seen.Last;
                if (seen.Events is [.., var newest] && IsTerminal(newest)) yield break;
                await seen.News.WaitAsync(cancellationToken);
                continue;
            }

            // In this order: what ends between the two looks has been stored before.
            var run = await runs.FindAsync(tenant, runId, cancellationToken) ?? throw NotFound(runId);
            var stored = await events.ReadAsync(tenant, runId, after, cancellationToken);
            foreach (var next in stored) yield return next;
            if (stored.Count > 0)
            {
                after = stored[^1].Sequence;
                if (IsTerminal(stored[^1])) yield break;
            }
            else if (run.Status != RunStatus.InProgress)
            {
                if (await TerminalAsync(tenant, run, after, cancellationToken) is { } terminal) yield return terminal;
                yield break;
            }
            else if (!run.HasEvents)
            {
                throw Expired(run);
            }
            else
            {
                await elsewhere.WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>The error of a run that is not there.</summary>
    public static FastchatException NotFound(string runId) => new(ErrorReason.RunNotFound, $"There is no run '{runId}'.", "run_id");

    /// <summary>Whether an event is the last of its run.</summary>
    public static bool IsTerminal(ChatEvent chatEvent) => chatEvent.PayloadCase is ChatEvent.PayloadOneofCase.Complete or ChatEvent.PayloadOneofCase.Error;

    private static FastchatException Beyond(ulong last) => FastchatException.InvalidValue("after_sequence", $"after_sequence must be at most {last}, the run's newest event.");

    private static FastchatException Expired(RunRecord run) => new(
        ErrorReason.StreamCursorExpired,
        $"The events of the run '{run.Id}' that were asked for are no longer kept here. GetRun, over REST GET /v1/runs/{run.Id}, has the run as it is, with its answer.",
        "after_sequence")
    {
        Detail = run.ToMessage(),
    };

    // A run that broke off with its server could store no end, and one from before events were stored has none: the run's row
    // says how it ended. A reader may have seen more than was stored; his count goes on.
    private async Task<ChatEvent?> TerminalAsync(TenantId tenant, RunRecord run, ulong after, CancellationToken cancellationToken)
    {
        var last = run.LastSequence ?? await events.LastAsync(tenant, run.Id, cancellationToken);
        var isInterrupted = run.LastSequence is null && run.ErrorCode == ErrorTable.Code(ErrorReason.Interrupted);
        if (last > 0 && !isInterrupted)
        {
            if (after > last) throw Beyond(last);
            return after == last ? null : throw Expired(run);
        }

        var terminal = new ChatEvent
        {
            EventId = Guid.CreateVersion7(clock.GetUtcNow()).ToString(),
            Sequence = Math.Max(after, last) + 1,
            Timestamp = Timestamp.FromDateTimeOffset(run.EndedAt ?? clock.GetUtcNow()),
            RunId = run.Id,
            ThreadId = run.ThreadId ?? "",
        };
        if (run.Completion is { } completion) terminal.Complete = completion;
        else terminal.Error = run.Error;
        return terminal;
    }
}
