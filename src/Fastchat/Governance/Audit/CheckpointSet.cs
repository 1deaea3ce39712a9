using System.Collections.Concurrent;
using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Audit;

/// <summary>The checkpoints that a chain has to agree with: those beside it, and those that were kept elsewhere. For use by many threads.</summary>
internal sealed class CheckpointSet(IEnumerable<SignedCheckpoint> checkpoints, IEnumerable<CheckpointKey> keys)
{
    private readonly Dictionary<string, CheckpointKey> _keys = keys.DistinctBy(k => k.Id).ToDictionary(k => k.Id, StringComparer.Ordinal);
    private readonly ILookup<long, SignedCheckpoint> _bySequence = checkpoints.ToLookup(c => c.Sequence);
    private readonly ConcurrentDictionary<string, bool> _unknown = new(StringComparer.Ordinal);
    private int _agreed;

    /// <summary>How many have agreed.</summary>
    public int Agreed => _agreed;

    /// <summary>The keys that nobody trusts.</summary>
    public IReadOnlyCollection<string> UnknownKeys => [.. _unknown.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What a checkpoint of a record says against it; null for nothing.</summary>
    public ChainFault? Check(long sequence, byte[] hash)
    {
        foreach (var checkpoint in _bySequence[sequence])
        {
            if (!_keys.TryGetValue(checkpoint.KeyId, out var key))
            {
                _unknown[checkpoint.KeyId] = true;
                continue;
            }

            if (!key.Verify(checkpoint)) return new ChainFault(AuditFaultKind.BadSignature, sequence, $"The checkpoint of record {sequence} is not signed by the key {key.Id} that it names.");
            if (!checkpoint.Hash.AsSpan().SequenceEqual(hash))
                return new ChainFault(AuditFaultKind.Edited, sequence, $"Record {sequence} has not the hash that was signed: the chain was computed anew, from a record after {LastBefore(sequence)} on.");
            Interlocked.Increment(ref _agreed);
        }

        return null;
    }

    /// <summary>What checkpoints beyond a chain's end say; null for nothing.</summary>
    public ChainFault? CheckBeyond(long end)
    {
        foreach (var sequence in _bySequence.Select(c => c.Key).Where(s => s > end).Order())
        {
            var trusted = _bySequence[sequence].Where(c => _keys.ContainsKey(c.KeyId)).ToList();
            if (trusted.Find(c => !_keys[c.KeyId].Verify(c)) is { } bad) return new ChainFault(AuditFaultKind.BadSignature, sequence, $"The checkpoint of record {sequence} is not signed by the key {bad.KeyId} that it names.");
            if (trusted.Count > 0) return new ChainFault(AuditFaultKind.CutTail, end + 1, $"A checkpoint of record {sequence} was signed, but the chain ends at {end}.");
            foreach (var checkpoint in _bySequence[sequence]) _unknown[checkpoint.KeyId] = true;
        }

        return null;
    }

    private long LastBefore(long sequence) => _bySequence.Select(c => c.Key).Where(s => s < sequence).DefaultIfEmpty().Max();
}
