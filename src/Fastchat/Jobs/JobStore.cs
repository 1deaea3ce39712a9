using System.Data.Common;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Jobs;

/// <summary>
/// The table of jobs. A job is leased to one process at a time; its row goes when it is done. Leasing looks at all tenants:
/// the runner is the operator's.
/// </summary>
public sealed class JobStore(Database database, TimeProvider clock)
{
    /// <summary>Adds a job within a transaction of the caller's, so that work and reason for work appear together.</summary>
    public Task AddAsync(DbConnection connection, TenantId tenant, string kind, string subject) => connection.ExecuteAsync(
        """
        INSERT INTO jobs (tenant_id, job_id, kind, subject, attempts, owner, lease_until, run_after, created_at)
        VALUES (@tenant, @id, @kind, @subject, 0, NULL, 0, @now, @now)
        ON CONFLICT (tenant_id, kind, subject) DO UPDATE SET job_id = excluded.job_id, attempts = 0, owner = NULL, lease_until = 0, run_after = excluded.run_after
        """,
        new { tenant = tenant.Value, id = Ids.New(Ids.Job, tenant, clock), kind, subject, now = Now });

    /// <summary>Takes the next job that is due; null when there is none.</summary>
    public Task<Job?> LeaseAsync(string owner, TimeSpan lease, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<Row>(
                """
                UPDATE jobs SET owner = @owner, lease_until = @until, attempts = attempts + 1
                WHERE (tenant_id, job_id) = (
                    SELECT tenant_id, job_id FROM jobs WHERE run_after <= @now AND (owner IS NULL OR lease_until < @now)
                    ORDER BY run_after, created_at LIMIT 1)
                RETURNING tenant_id AS Tenant, job_id AS Id, kind AS Kind, subject AS Subject, attempts AS Attempts
                """,
                new { owner, now = Now, until = Now + (long)lease.TotalMilliseconds });
            return row is null ? null : new Job(new TenantId(row.Tenant), row.Id, row.Kind, row.Subject, (int)row.Attempts);
        },
        cancellationToken);

    /// <summary>Keeps a job; false when it is no longer ours.</summary>
    public Task<bool> RenewAsync(Job job, string owner, TimeSpan lease, CancellationToken cancellationToken) => database.WriteAsync(
        async connection => await connection.ExecuteAsync(
            "UPDATE jobs SET lease_until = @until WHERE tenant_id = @tenant AND job_id = @id AND owner = @owner",
            new { tenant = job.Tenant.Value, id = job.Id, owner, until = Now + (long)lease.TotalMilliseconds }) == 1,
        cancellationToken);

    /// <summary>Removes a job that is done or given up.</summary>
    public Task RemoveAsync(Job job, string owner, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync(
            "DELETE FROM jobs WHERE tenant_id = @tenant AND job_id = @id AND owner = @owner", new { tenant = job.Tenant.Value, id = job.Id, owner }),
        cancellationToken);

    /// <summary>Gives a job back, to be taken after a while; an interrupted try does not count.</summary>
    public Task ReleaseAsync(Job job, string owner, TimeSpan after, bool countsAsTry, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync(
            """
            UPDATE jobs SET owner = NULL, lease_until = 0, run_after = @after, attempts = attempts - @uncounted
            WHERE tenant_id = @tenant AND job_id = @id AND owner = @owner
            """,
            new { tenant = job.Tenant.Value, id = job.Id, owner, after = Now + (long)after.TotalMilliseconds, uncounted = countsAsTry ? 0 : 1 }),
        cancellationToken);

    /// <summary>Frees the jobs of processes that are gone: for a store that only one process uses at a time.</summary>
    public Task ReleaseAllAsync(CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync("UPDATE jobs SET owner = NULL, lease_until = 0 WHERE owner IS NOT NULL"),
        cancellationToken);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Row(string Tenant, string Id, string Kind, string Subject, long Attempts);
}
