using Fastchat.Contracts.Chat.V1;
using Google.Protobuf;

namespace Fastchat.Runs;

/// <summary>
/// Some events of a run that follow each other, as they are stored: what they share, and what can be counted on from the first,
/// is written once.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="First">The sequence of its first event.</param>
/// <param name="Last">The sequence of its last event.</param>
/// <param name="Bytes">The events: Protobuf messages, each behind its length.</param>
public sealed record RunSegment(string RunId, ulong First, ulong Last, byte[] Bytes)
{
    /// <summary>Whether somebody on another node is to be told when it is stored.</summary>
    public bool IsAwaited { get; init; }

    /// <summary>Its id in the store: ids of one run are in the order of their events.</summary>
    public string Id => IdOf(RunId, First);

    /// <summary>The id of the segment of a run that begins with an event.</summary>
    public static string IdOf(string runId, ulong first) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{runId}:{first:D16}");

    /// <summary>The end of a run whose events are not stored: the number of its last one, and nothing else.</summary>
    public static RunSegment Unstored(string runId, ulong last) => new(runId, last, last, []);

    /// <summary>Packs events, at least one, without gaps.</summary>
    public static RunSegment Of(string runId, IReadOnlyList<ChatEvent> events)
    {
        using var bytes = new MemoryStream();
        for (var i = 0; i < events.Count; i++) Bare(events[i], isFirst: i == 0).WriteDelimitedTo(bytes);
        return new RunSegment(runId, events[0].Sequence, events[^1].Sequence, bytes.ToArray());
    }

    /// <summary>The events as they were.</summary>
    public static IReadOnlyList<ChatEvent> Read(string runId, byte[] bytes)
    {
        var events = new List<ChatEvent>();
        UInt128 firstId = 0;
        using var source = new MemoryStream(bytes, writable: false);
        while (source.Position < source.Length)
        {
            var next = ChatEvent.Parser.ParseDelimitedFrom(source);
            if (events is [var first, ..])
            {
                (next.Sequence, next.TraceId, next.ThreadId) = (first.Sequence + (ulong)events.Count, first.TraceId, first.ThreadId);
                next.EventId = EventIds.Of(firstId, (ulong)events.Count);
            }
            else
            {
                firstId = EventIds.From(next.EventId);
            }

            next.RunId = runId;
            events.Add(next);
        }

        return events;
    }

    // Shares the payload: events are never changed once they were made.
    private static ChatEvent Bare(ChatEvent whole, bool isFirst)
    {
        var bare = new ChatEvent { Timestamp = whole.Timestamp };
        if (isFirst) (bare.EventId, bare.Sequence, bare.TraceId, bare.ThreadId) = (whole.EventId, whole.Sequence, whole.TraceId, whole.ThreadId);
        switch (whole.PayloadCase)
        {
            case ChatEvent.PayloadOneofCase.Token: bare.Token = whole.Token; break;
            case ChatEvent.PayloadOneofCase.Status: bare.Status = whole.Status; break;
            case ChatEvent.PayloadOneofCase.Usage: bare.Usage = whole.Usage; break;
            case ChatEvent.PayloadOneofCase.Tool: bare.Tool = whole.Tool; break;
            case ChatEvent.PayloadOneofCase.Search: bare.Search = whole.Search; break;
            case ChatEvent.PayloadOneofCase.Citation: bare.Citation = whole.Citation; break;
            case ChatEvent.PayloadOneofCase.Error: bare.Error = whole.Error; break;
            case ChatEvent.PayloadOneofCase.Complete: bare.Complete = whole.Complete; break;
            default: throw new InvalidOperationException($"An event of the kind {whole.PayloadCase} cannot be stored yet.");
        }

        return bare;
    }
}
