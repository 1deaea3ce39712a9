using System.Collections.Concurrent;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Audit;

/// <summary>Writes records down. A record is stored when its task is done, and calls are answered after that.</summary>
public sealed class AuditLog(AuditStore store, CheckpointSigner signer, AuditOptions options, Node node, TimeProvider clock, ILogger<AuditLog> logger)
{
    private const int AbandonedAtOnce = 200;

    private readonly ConcurrentDictionary<AuditChain, GroupQueue<AuditIntent>> _begun = new();
    private readonly ConcurrentDictionary<AuditChain, GroupQueue<(AuditEntry Entry, string? Intent)>> _ended = new();

    /// <summary>Remembers a call before it does anything, and gives the id under which it is remembered.</summary>
    public async Task<string> BeginAsync(AuditEntry entry)
    {
        var id = Guid.NewGuid().ToString("N");
        await _begun.GetOrAdd(entry.Chain, chain => new GroupQueue<AuditIntent>(intents => store.BeginAsync(chain, intents))).AddAsync(new AuditIntent(id, node.Id, entry with { RecordedAt = Now }));
        return id;
    }

    /// <summary>Stores a call's record.</summary>
    /// <exception cref="FastchatException">AUDIT_UNAVAILABLE: it could not be stored.</exception>
    public async Task AppendAsync(AuditEntry entry, string? intent)
    {
        try
        {
            await _ended.GetOrAdd(entry.Chain, chain => new GroupQueue<(AuditEntry, string?)>(group => WriteAsync(chain, group))).AddAsync((entry, intent));
        }
        catch (Exception e)
        {
            Log.RecordNotWritten(logger, entry.Action, entry.Outcome, entry.Chain.Name, e);
            throw new FastchatException(
                ErrorReason.AuditUnavailable, "The audit record of this call could not be written. What the call was to do may be done; look before you repeat it.", inner: e);
        }
    }

    /// <summary>
    /// Makes records of calls that were cut short: those of this node's process before this one, and those whose node has not come
    /// back for long.
    /// </summary>
    /// <param name="atStart">Whether this process serves no call yet, so that all of its node's are left over.</param>
    /// <param name="cancellationToken">Gives up between groups.</param>
    public async Task RecoverAsync(bool atStart, CancellationToken cancellationToken)
    {
        var before = Now - (long)options.AbandonedAfter.TotalMilliseconds;
        while (await store.AbandonedAsync(atStart ? node.Id : "", before, AbandonedAtOnce, cancellationToken) is { Count: > 0 } left)
        {
            foreach (var intent in left)
                await store.RecoverAsync(intent, Interrupted(intent), Now, signer, options.CheckpointEvery);
        }
    }

    /// <summary>Signs the chains that have waited long enough.</summary>
    public async Task SignDueAsync(CancellationToken cancellationToken)
    {
        foreach (var chain in await store.UnsignedAsync(Now - (long)options.CheckpointInterval.TotalMilliseconds, cancellationToken))
            await store.SignAsync(chain, Now, signer, cancellationToken);
    }

    private AuditEntry Interrupted(AuditIntent intent) => intent.Entry with
    {
        Outcome = ErrorTable.Code(ErrorReason.Interrupted),
        LatencyUs = Math.Max(0, Now - intent.Entry.RecordedAt) * 1000,
        Facts = $"begun_at={intent.Entry.RecordedAt}\nnode={intent.Node}",
    };

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private Task WriteAsync(AuditChain chain, IReadOnlyList<(AuditEntry Entry, string? Intent)> group) => store.AppendAsync(
        chain, [.. group.Select(w => w.Entry)], [.. group.Select(w => w.Intent).OfType<string>()], Now, signer, options.CheckpointEvery);
}
