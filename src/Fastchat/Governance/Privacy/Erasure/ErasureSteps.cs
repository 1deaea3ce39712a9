using Fastchat.Contracts.Admin.V1;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Encryption;
using Fastchat.Governance.Policies;
using Fastchat.Governance.Tenants;
using Fastchat.Storage;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>
/// The steps of an erasure. Each ends where the next begins, and may be done again from its start, on any node. The key goes before
/// the data: what a crash or a backup leaves of them is unreadable from then on. Counts are taken once, before anything goes.
/// </summary>
public sealed class ErasureSteps(
    IEnumerable<IErasable> classes, IEnumerable<IUserErasable> userClasses, ErasureStore store, TenantStore tenants, TenantKeys keys, AuditStore audit, PolicyStore policies,
    LeftoverStore scan, KeptStore kept, CertificateWriter certificates, Database database, TimeProvider clock)
{
    /// <summary>What the problem of an erasure is called whose scan found something.</summary>
    public const string LeftOver = "left_over";

    /// <summary>Does the step that an erasure is at, and says how it is then; the caller stores that.</summary>
    public async Task<ErasureRecord> DoAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        var done = (erasure.Step, erasure.Kind) switch
        {
            (ErasureStep.Count, ErasureKind.Tenant) => await CountAsync(erasure, cancellationToken),
            (ErasureStep.Count, _) => await CountOfUserAsync(erasure, cancellationToken),
            (ErasureStep.DestroyKey, _) => await DestroyKeyAsync(erasure, cancellationToken),
            (ErasureStep.Erase, ErasureKind.Tenant) => await EraseAsync(erasure, cancellationToken),
            (ErasureStep.Erase, _) => await EraseOfUserAsync(erasure, cancellationToken),
            (ErasureStep.RemoveTenant, _) => await RemoveTenantAsync(erasure, cancellationToken),
            (ErasureStep.Reclaim, _) => await ReclaimAsync(erasure, cancellationToken),
            (ErasureStep.Scan, ErasureKind.Tenant) => await ScanAsync(erasure, cancellationToken),
            (ErasureStep.Scan, _) => await ScanOfUserAsync(erasure, cancellationToken),
            (ErasureStep.Certify, _) => Certify(erasure),
            _ => throw new InvalidOperationException($"The erasure {erasure.Id} is at the step '{erasure.Step}', which this build does not know."),
        };
        return done.Problem == LeftOver ? done : done with { Problem = "" };
    }

    private async Task<ErasureRecord> CountAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        // It was suspended when the erasure was noted; now every node hears of it.
        await tenants.AnnounceAsync(erasure.Tenant, cancellationToken);
        var counts = new List<ErasureCount>();
        foreach (var each in classes) counts.Add(await CountAsync(each.Name, each.CountAsync(erasure.Tenant, cancellationToken)));
        var head = await audit.HeadAsync(AuditChain.Of(erasure.Tenant), cancellationToken);
        return erasure with
        {
            Step = ErasureStep.DestroyKey,
            State = erasure.State with
            {
                Counts = counts,
                Kept = [new ErasureCount("operator_audit_records", await kept.OperatorRecordsAsync(erasure.Tenant, cancellationToken), 0)],
                ChainSequence = head?.Sequence ?? 0,
                ChainHash = head is null ? "" : Convert.ToHexStringLower(head.Hash),
            },
        };
    }

    private async Task<ErasureRecord> CountOfUserAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        var (counts, files) = (new List<ErasureCount>(), new List<string>());
        foreach (var each in userClasses)
        {
            counts.Add(await CountAsync(each.Name, each.CountAsync(erasure.Tenant, erasure.User, cancellationToken)));
            files.AddRange(await each.ListFilesAsync(erasure.Tenant, erasure.User, cancellationToken));
        }

        var rules = (await policies.AllAsync(erasure.Tenant, cancellationToken)).Rules.Count(r => r.Spec.Principals?.Users.Contains(erasure.User) == true);
        return erasure with
        {
            Step = ErasureStep.Erase,
            State = erasure.State with
            {
                Counts = counts,
                Files = files,
                Kept =
                [
                    new ErasureCount("audit_records", await kept.RecordsOfUserAsync(erasure.Tenant, erasure.User, cancellationToken), 0),
                    new ErasureCount("policy_rules", rules, 0),
                ],
            },
        };
    }

    private async Task<ErasureRecord> DestroyKeyAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        // A tenant that is gone has none, and nobody can make it one.
        if (await tenants.FindAsync(erasure.Tenant, cancellationToken) is not null) await keys.DestroyAsync(erasure.Tenant, cancellationToken);
        return erasure with { Step = ErasureStep.Erase, State = erasure.State with { IsKeyDestroyed = true } };
    }

    private async Task<ErasureRecord> EraseAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        foreach (var each in classes) await each.EraseAsync(erasure.Tenant, cancellationToken);
        await store.EraseOfUsersAsync(erasure.Tenant, cancellationToken);
        return erasure with { Step = ErasureStep.RemoveTenant };
    }

    private async Task<ErasureRecord> EraseOfUserAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        foreach (var each in userClasses) await each.EraseAsync(erasure.Tenant, erasure.User, cancellationToken);
        return erasure with { Step = ErasureStep.Reclaim };
    }

    private async Task<ErasureRecord> RemoveTenantAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        await tenants.RemoveAsync(erasure.Tenant, cancellationToken);
        return erasure with { Step = ErasureStep.Reclaim };
    }

    private async Task<ErasureRecord> ReclaimAsync(ErasureRecord erasure, CancellationToken cancellationToken) => erasure with
    {
        Step = ErasureStep.Scan,
        State = erasure.State with { IsReclaimed = await database.ReclaimAsync([.. await scan.TablesAsync(cancellationToken)], cancellationToken) },
    };

    private async Task<ErasureRecord> ScanAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        var left = await scan.CountAsync(erasure.Tenant, cancellationToken);
        var tables = classes.ToDictionary(c => c.Name, c => c.Tables, StringComparer.Ordinal);
        var counts = erasure.State.Counts.Select(c => c with { Left = tables.GetValueOrDefault(c.Name, []).Sum(t => left.GetValueOrDefault(t)) }).ToList();

        // A table that no class knows is told of too.
        var known = tables.Values.SelectMany(t => t).ToHashSet(StringComparer.Ordinal);
        counts.AddRange(left.Where(t => t.Value > 0 && !known.Contains(t.Key) && counts.All(c => c.Name != t.Key)).Select(t => new ErasureCount(t.Key, t.Value, t.Value)));
        return Judge(erasure, counts);
    }

    private async Task<ErasureRecord> ScanOfUserAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        var left = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var each in userClasses) left[each.Name] = await each.CountAsync(erasure.Tenant, erasure.User, cancellationToken);
        return Judge(erasure, [.. erasure.State.Counts.Select(c => c with { Left = left.GetValueOrDefault(c.Name) })]);
    }

    // What came in the last moment of a call that was under way is erased in another round.
    private static ErasureRecord Judge(ErasureRecord erasure, IReadOnlyList<ErasureCount> counts) => counts.All(c => c.Left == 0)
        ? erasure with { Step = ErasureStep.Certify, State = erasure.State with { Counts = counts } }
        : erasure with { Step = ErasureStep.Erase, Problem = LeftOver, State = erasure.State with { Counts = counts } };

    private ErasureRecord Certify(ErasureRecord erasure)
    {
        var certified = certificates.Certify(erasure) with { User = "" };
        return erasure.Nodes.Any(n => n.ConfirmedAt is null)
            ? certified
            : certified with { Step = ErasureStep.Done, EndedAt = clock.GetUtcNow(), State = certified.State with { Files = [] } };
    }

    private static async Task<ErasureCount> CountAsync(string name, Task<long> count)
    {
        var found = await count;
        return new ErasureCount(name, found, found);
    }
}
