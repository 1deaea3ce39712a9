using System.Buffers.Binary;

namespace Fastchat.Runs;

/// <summary>
/// The ids of a run's events: UUIDs of version 7 (RFC 9562) that count on from the run's own. Asking the system for randomness
/// once per token would cost more than all else about an event.
/// </summary>
public static class EventIds
{
    /// <summary>The number from which a run's ids count on.</summary>
    public static UInt128 Begin(DateTimeOffset now) =>
        BinaryPrimitives.ReadUInt128BigEndian(Guid.CreateVersion7(now).ToByteArray(bigEndian: true)) & ~(UInt128)uint.MaxValue;

    /// <summary>The id of the event of a sequence.</summary>
    public static string Of(UInt128 begin, ulong sequence)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, begin + sequence);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>The number from which the ids of the events behind one count on.</summary>
    public static UInt128 From(string eventId) => BinaryPrimitives.ReadUInt128BigEndian(Guid.Parse(eventId).ToByteArray(bigEndian: true));
}
