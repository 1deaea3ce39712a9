using System.Data.Common;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Jobs;

/// <summary>
/// The table of jobs. A job is leased to one worker at a time, on the node that has the bytes it works on; its row goes when
/// it is done. Leasing looks at all tenants: the runner is the operator's.
/// </summary>
public sealed class JobStore(Database database, Node node, TimeProvider clock)
{
    private const string Again =
        """
        UPDATE jobs SET job_id = @id, node = @node, attempts = 0, owner = NULL, lease_until = 0, run_after = @now
        WHERE tenant_id = @tenant AND kind = @kind AND subject = @subject
        """;

    private readonly string _insert = database.Sql.InsertNew("jobs", "tenant_id, kind, subject",
        ("tenant_id", "@tenant"), ("job_id", "@id"), ("kind", "@kind"), ("subject", "@subject"), ("node", "@node"), ("attempts", "0"), ("lease_until", "0"), ("run_after", "@now"), ("created_at", "@now"));

    private readonly string _lease = database.Sql.Pick(
        sqlite: """
            UPDATE jobs SET owner = @owner, lease_until = @until, attempts = attempts + 1
            WHERE (tenant_id, job_id) = (
                SELECT tenant_id, job_id FROM jobs WHERE node IN (@node, '') AND run_after <= @now AND (owner IS NULL OR lease_until < @now)
                ORDER BY run_after, created_at LIMIT 1)
            RETURNING tenant_id AS Tenant, job_id AS Id, kind AS Kind, subject AS Subject, attempts AS Attempts
            """,
        postgres: """
            UPDATE jobs SET owner = @owner, lease_until = @until, attempts = attempts + 1
            WHERE (tenant_id, job_id) = (
                SELECT tenant_id, job_id FROM jobs WHERE node IN (@node, '') AND run_after <= @now AND (owner IS NULL OR lease_until < @now)
                ORDER BY run_after, created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING tenant_id AS Tenant, job_id AS Id, kind AS Kind, subject AS Subject, attempts AS Attempts
            """,
        sqlServer: """
            WITH due AS (
                SELECT TOP (1) * FROM jobs WITH (UPDLOCK, READPAST, ROWLOCK) WHERE node IN (@node, '') AND run_after <= @now AND (owner IS NULL OR lease_until < @now)
                ORDER BY run_after, created_at)
            UPDATE due SET owner = @owner, lease_until = @until, attempts = attempts + 1
            OUTPUT inserted.tenant_id AS Tenant, inserted.job_id AS Id, inserted.kind AS Kind, inserted.subject AS Subject, inserted.attempts AS Attempts
            """);

    /// <summary>Adds a job within a transaction of the caller's, so that work and reason for work appear together.</summary>
    public async Task AddAsync(DbConnection connection, TenantId tenant, string kind, string subject)
    {
        var job = new { tenant = tenant.Value, id = Ids.New(Ids.Job, tenant, clock), kind, subject, node = node.Id, now = Now };

        // One that is there begins anew under another id: whoever works on it finds that it is no longer his. It may also be
        // done and gone between the two statements.
        while (await connection.ExecuteAsync(_insert, job) == 0 && await connection.ExecuteAsync(Again, job) == 0)
        {
        }
    }

    /// <summary>Takes the next job that is due; null when there is none.</summary>
    public Task<Job?> LeaseAsync(string owner, TimeSpan lease, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        async connection =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<Row>(_lease, new { owner, node = node.Id, now = Now, until = Now + (long)lease.TotalMilliseconds });
            return row is null ? null : new Job(new TenantId(row.Tenant), row.Id, row.Kind, row.Subject, (int)row.Attempts);
        },
        cancellationToken);

    /// <summary>Keeps a job; false when it is no longer ours.</summary>
    public Task<bool> RenewAsync(Job job, string owner, TimeSpan lease, CancellationToken cancellationToken) => database.WriteAsync(
        job.Tenant,
        async connection => await connection.ExecuteAsync(
            "UPDATE jobs SET lease_until = @until WHERE tenant_id = @tenant AND job_id = @id AND owner = @owner",
            new { tenant = job.Tenant.Value, id = job.Id, owner, until = Now + (long)lease.TotalMilliseconds }) == 1,
        cancellationToken);

    /// <summary>Removes a job that is done or given up.</summary>
    public Task RemoveAsync(Job job, string owner, CancellationToken cancellationToken) => database.WriteAsync(
        job.Tenant,
        connection => connection.ExecuteAsync(
            "DELETE FROM jobs WHERE tenant_id = @tenant AND job_id = @id AND owner = @owner", new { tenant = job.Tenant.Value, id = job.Id, owner }),
        cancellationToken);

    /// <summary>Gives a job back, to be taken after a while; an interrupted try does not count.</summary>
    public Task ReleaseAsync(Job job, string owner, TimeSpan after, bool countsAsTry, CancellationToken cancellationToken) => database.WriteAsync(
        job.Tenant,
        connection => connection.ExecuteAsync(
            """
            UPDATE jobs SET owner = NULL, lease_until = 0, run_after = @after, attempts = attempts - @uncounted
            WHERE tenant_id = @tenant AND job_id = @id AND owner = @owner
            """,
            new { tenant = job.Tenant.Value, id = job.Id, owner, after = Now + (long)after.TotalMilliseconds, uncounted = countsAsTry ? 0 : 1 }),
        cancellationToken);

    /// <summary>Frees the jobs of this node's processes before this one.</summary>
    public Task ReleaseAllAsync(CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        connection => connection.ExecuteAsync("UPDATE jobs SET owner = NULL, lease_until = 0 WHERE owner IS NOT NULL AND node IN (@node, '')", new { node = node.Id }),
        cancellationToken);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Row(string Tenant, string Id, string Kind, string Subject, long Attempts);
}
