using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Audit;

/// <summary>
/// Says what was done to a chain where a walk could not go on. A record that was only moved still has its hash, of the place where
/// it was: so the place can be found again, and from where its neighbour was follows what happened.
/// </summary>
/// <param name="last">The newest place that a record may have had.</param>
internal sealed class FaultFinder(long last)
{
    private readonly AuditDigest _digest = new();

    /// <summary>The fault.</summary>
    /// <param name="at">The record before, which is whole.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="found">What comes behind it.</param>
    /// <param name="behind">What comes behind that, as far as it is known: two records decide between all that can be told apart.</param>
    public ChainFault Explain(long at, byte[] hash, AuditEntry found, IReadOnlyList<AuditEntry> behind)
    {
        var (next, third) = (behind.ElementAtOrDefault(0), behind.ElementAtOrDefault(1));
        var expected = at + 1;
        if (found.Sequence != expected) return Deleted(expected, found.Sequence == expected + 1 ? $"Record {expected} is missing." : $"Records {expected} to {found.Sequence - 1} are missing.");
        if (_digest.Fits(found)) return Relinked(expected, found, next);
        return (PlaceOf(found), PlaceOf(next)) switch
        {
            (null, { } after) when after == expected => Inserted(expected),
            (null, _) => new ChainFault(AuditFaultKind.Edited, expected, $"Record {expected} has not the hash that belongs to its content."),
            ({ } place, var after) when place < expected && (after is null || after == place + 1) && !found.Hash.AsSpan().SequenceEqual(hash) => Inserted(place),
            ({ } place, { } after) when after == expected && (place != expected + 1 || HasMoved(third)) => Inserted(expected),
            ({ } place, var after) when place > expected && (after is null || after == place + 1) => Deleted(expected, $"Record {expected} is missing; those behind it were given other numbers."),
            ({ } place, _) => new ChainFault(AuditFaultKind.Reordered, expected, $"In the place of record {expected} is what was record {place}."),
        };
    }

    // It is whole in itself and continues another record than the one before it: one of the two was exchanged for one with a fitting hash.
    private static ChainFault Relinked(long expected, AuditEntry found, AuditEntry? next)
    {
        var before = expected > 1 && (next is null || next.PreviousHash.AsSpan().SequenceEqual(found.Hash));
        var exchanged = before ? expected - 1 : expected;
        return new ChainFault(AuditFaultKind.Edited, exchanged, $"Record {exchanged} was changed and its hash computed anew: record {(before ? expected : exchanged)} does not continue the one before it.");
    }

    private static ChainFault Inserted(long sequence) => new(AuditFaultKind.Inserted, sequence, $"Record {sequence} was put in; those behind it were given other numbers.");

    private static ChainFault Deleted(long sequence, string detail) => new(AuditFaultKind.Deleted, sequence, detail);

    private bool HasMoved(AuditEntry? entry) => PlaceOf(entry) is { } place && place != entry!.Sequence;

    /// <summary>The place that a record was written for; null when its content was changed too.</summary>
    public long? PlaceOf(AuditEntry? entry)
    {
        if (entry is null) return null;

        // The neighbourhood first, for that is where it mostly was.
        for (var far = 0L; far <= last; far++)
        {
            if (entry.Sequence + far <= last + 1 && _digest.Fits(entry with { Sequence = entry.Sequence + far })) return entry.Sequence + far;
            if (entry.Sequence - far >= 1 && _digest.Fits(entry with { Sequence = entry.Sequence - far })) return entry.Sequence - far;
        }

        return null;
    }
}
