using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Audit;

/// <summary>Finds what was done to a chain behind the server's back.</summary>
public sealed class AuditVerifier(AuditStore store)
{
    // Small enough to be forgotten before the collector moves it.
    private const int Page = 1024;

    private const int MostStretches = 4;
    private const long ShortestStretch = 20_000;

    /// <summary>
    /// Verifies a whole chain: (1) where it is to end, (2) record by record, with the checkpoints on the way, in stretches side by
    /// side, (3) its end.
    /// </summary>
    /// <param name="chain">The chain. It may grow meanwhile.</param>
    /// <param name="keys">The public keys that checkpoints are trusted of.</param>
    /// <param name="kept">Checkpoints that were kept elsewhere; those of other chains are left out.</param>
    /// <param name="progress">Told how many records are done, now and then, by any thread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ChainReport> VerifyAsync(
        AuditChain chain, IReadOnlyCollection<CheckpointKey> keys, IEnumerable<SignedCheckpoint> kept, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        // (1) The checkpoints before the head: a chain that grows meanwhile must not seem to be cut.
        var stored = await store.CheckpointsAsync(chain, 1, long.MaxValue, int.MaxValue, cancellationToken);
        var head = await store.HeadAsync(chain, cancellationToken);
        var end = head?.Sequence ?? 0;
        var checkpoints = new CheckpointSet(stored.Concat(kept.Where(c => c.Chain == chain)), keys);

        // (2)
        var done = 0L;
        var stretches = await Task.WhenAll(Stretches(end).Select(s => Task.Run(
            async () =>
            {
                var walk = new ChainWalk(s.From - 1, s.From == 1 ? AuditDigest.Zero : await HashAsync(chain, s.From - 1, cancellationToken) ?? AuditDigest.Zero);
                var fault = await WalkAsync(chain, walk, s.To, checkpoints, count => progress?.Report(Interlocked.Add(ref done, count)), cancellationToken);
                return new Stretch(walk, fault, fault is null && walk.At == s.To);
            },
            cancellationToken)));

        // (3) A stretch counts when all before it are whole: only then did it begin with the right hash.
        var (walk, fault, _) = stretches.FirstOrDefault(s => !s.IsWhole) ?? stretches[^1];
        fault ??= await CheckBeyondAsync(chain, cancellationToken) ?? CheckEnd(walk, head) ?? checkpoints.CheckBeyond(end);
        return new ChainReport(chain, walk.At, end, fault) { Checkpoints = checkpoints.Agreed, UnknownKeys = checkpoints.UnknownKeys };
    }

    /// <summary>Verifies a stretch of a chain that begins behind a record which is taken as it is.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="from">The first record.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="keys">The public keys that checkpoints are trusted of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ChainReport> VerifyAsync(AuditChain chain, long from, int limit, IReadOnlyCollection<CheckpointKey> keys, CancellationToken cancellationToken)
    {
        var head = await store.HeadAsync(chain, cancellationToken);
        var end = head?.Sequence ?? 0;
        if ((from == 1 ? AuditDigest.Zero : await HashAsync(chain, from - 1, cancellationToken)) is not { } hash)
            return new ChainReport(chain, from - 1, end, from - 1 <= end ? new ChainFault(AuditFaultKind.Deleted, from - 1, $"Record {from - 1} is missing.") : null);

        var last = Math.Min(end, from - 1 + limit);
        var checkpoints = new CheckpointSet(await store.CheckpointsAsync(chain, from, last, limit, cancellationToken), keys);
        var walk = new ChainWalk(from - 1, hash);
        var fault = await WalkAsync(chain, walk, last, checkpoints, null, cancellationToken);
        if (last == end || walk.At < last) fault ??= await CheckBeyondAsync(chain, cancellationToken) ?? CheckEnd(walk, head);
        return new ChainReport(chain, walk.At, end, fault) { Checkpoints = checkpoints.Agreed, UnknownKeys = checkpoints.UnknownKeys };
    }

    // What a record states; whether that is right, the stretch before tells.
    private async Task<byte[]?> HashAsync(AuditChain chain, long sequence, CancellationToken cancellationToken) =>
        await store.ReadAsync(chain, sequence - 1, 1, cancellationToken) is [var record] && record.Sequence == sequence ? record.Hash : null;

    // As many as there are processors, but none so short that to begin it costs more than to walk it.
    private static IEnumerable<(long From, long To)> Stretches(long end)
    {
        var count = Math.Clamp(end / ShortestStretch, 1, Math.Min(Environment.ProcessorCount, MostStretches));
        var length = (end + count - 1) / count;
        for (var i = 0L; i < count; i++) yield return ((i * length) + 1, Math.Min(end, (i + 1) * length));
    }

    private async Task<ChainFault?> WalkAsync(AuditChain chain, ChainWalk walk, long end, CheckpointSet checkpoints, Action<long>? done, CancellationToken cancellationToken)
    {
        while (walk.At < end && await store.ReadAsync(chain, walk.At, Page, cancellationToken) is { Count: > 0 } page)
        {
            var begun = walk.At;
            foreach (var entry in page)
            {
                if (walk.At == end) break;
                if (!walk.TryStep(entry))
                {
                    var behind = await store.ReadAsync(chain, entry.Sequence, 2, cancellationToken);
                    return new FaultFinder(Math.Max(end, behind is [.., var furthest] ? furthest.Sequence : entry.Sequence)).Explain(walk.At, walk.Hash, entry, behind);
                }

                if (checkpoints.Check(walk.At, walk.Hash) is { } fault) return fault;
            }

            done?.Invoke(walk.At - begun);
        }

        return null;
    }

    private static ChainFault? CheckEnd(ChainWalk walk, AuditHead? head)
    {
        if (head is null) return null;
        if (walk.At < head.Sequence) return new ChainFault(AuditFaultKind.CutTail, walk.At + 1, $"The chain is to end at record {head.Sequence}, but ends at {walk.At}.");
        return head.Sequence > 0 && !walk.Hash.AsSpan().SequenceEqual(head.Hash)
            ? new ChainFault(AuditFaultKind.Edited, head.Sequence, $"Record {head.Sequence} was changed and its hash computed anew: the head of the chain remembers another.")
            : null;
    }

    private async Task<ChainFault?> CheckBeyondAsync(AuditChain chain, CancellationToken cancellationToken)
    {
        if (await store.EndAsync(chain, cancellationToken) is not (var head, { } beyond)) return null;
        if (head is null) return new ChainFault(AuditFaultKind.Deleted, beyond, "The head of the chain is missing.");

        // What was pushed out says by its place where something was put in.
        var record = (await store.ReadAsync(chain, beyond - 1, 1, cancellationToken)).FirstOrDefault();
        var place = new FaultFinder(beyond).PlaceOf(record) ?? beyond;
        return new ChainFault(AuditFaultKind.Inserted, place, $"Record {beyond} lies beyond the end of the chain, which is {head.Sequence}.");
    }

    private sealed record Stretch(ChainWalk Walk, ChainFault? Fault, bool IsWhole);
}
