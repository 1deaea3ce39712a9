using System.Diagnostics;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Foundation;
using Fastchat.Runs;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat;

/// <summary>Makes the events of one run, numbered from 1 without gaps.</summary>
internal sealed class EventSequence(string runId, string threadId, TimeProvider clock)
{
    private readonly UInt128 _firstId = EventIds.Begin(clock.GetUtcNow());
    private readonly string _traceId = (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString();
    private ulong _sequence;

    public ChatEvent Token(string text)
    {
        var next = Next();
        next.Token = new TokenDelta { Text = text };
        return next;
    }

    public ChatEvent Token(TokenDelta token)
    {
        var next = Next();
        next.Token = token;
        return next;
    }

    public ChatEvent Call(ToolCallDelta piece)
    {
        var next = Next();
        next.Tool = piece;
        return next;
    }

    public ChatEvent Searched(SearchReport report)
    {
        var next = Next();
        next.Search = report;
        return next;
    }

    public ChatEvent Status(StatusKind kind, string? message = null)
    {
        var next = Next();
        next.Status = new StatusUpdate { Kind = kind, Message = message ?? "" };
        return next;
    }

    public ChatEvent Switched(ModelGateway.Routing.ModelSwitch taken)
    {
        var next = Status(StatusKind.ModelSwitched, taken.Discards ? $"{taken.To.Name} answers anew." : $"{taken.To.Name} goes on.");
        next.Status.ModelSwitch = new ModelSwitch { From = taken.From.Name, To = taken.To.Name, Discards = taken.Discards };
        return next;
    }

    public ChatEvent Cite(Citation citation)
    {
        var next = Next();
        next.Citation = new CitationEvent { Citation = citation };
        return next;
    }

    public ChatEvent Usage(TokenUsage usage)
    {
        var next = Next();
        next.Usage = new UsageReport { Usage = usage, IsFinal = true };
        return next;
    }

    /// <summary>The terminal event of a run that failed; its number is taken only when nothing else ends the run.</summary>
    public ChatEvent Error(FastchatException failure)
    {
        var next = Made(_sequence + 1);
        next.Error = new ErrorEvent { Code = ErrorTable.Code(failure.Reason), Message = failure.Message, Retryable = ErrorTable.Kind(failure.Reason).Retryable };
        if (failure.Delivered is { } delivered) (next.Error.DeliveredDeltas, next.Error.DeliveredCharacters) = (delivered.Deltas, delivered.Characters);
        return next;
    }

    /// <summary>The terminal event of a run that was answered.</summary>
    public ChatEvent Complete(Completion completion)
    {
        var next = Made(_sequence + 1);
        next.Complete = completion;
        return next;
    }

    private ChatEvent Next() => Made(++_sequence);

    private ChatEvent Made(ulong sequence) => new()
    {
        EventId = EventIds.Of(_firstId, sequence),
        Sequence = sequence,
        Timestamp = Timestamp.FromDateTimeOffset(clock.GetUtcNow()),
        TraceId = _traceId,
        RunId = runId,
        ThreadId = threadId,
    };
}
