using Fastchat.Contracts.Chat.V1;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Runs;

/// <summary>Events for tests that are about something else.</summary>
internal static class RunTails
{
    public static RunSegment Of(string runId, ulong first = 1) => RunSegment.Of(runId, [Token(runId, first, "word ")]);

    public static ChatEvent Token(string runId, ulong sequence, string text) => new()
    {
        RunId = runId,
        EventId = EventIds.Of(7, sequence),
        Sequence = sequence,
        TraceId = "0123456789abcdef0123456789abcdef",
        Timestamp = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddSeconds(sequence)),
        Token = new TokenDelta { Text = text },
    };
}
