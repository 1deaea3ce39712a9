using Dapper;
using Fastchat.Storage;

namespace Fastchat.Jobs;

/// <summary>The one row of the table of jobs, as it stands.</summary>
internal sealed record JobRow(string Id, long Attempts, string? Owner, long LeaseUntil, long RunAfter)
{
    public static Task<JobRow?> ReadAsync(Database database) => database.ReadAsync(StorageScope.Operator, connection => connection.QuerySingleOrDefaultAsync<JobRow>(
        "SELECT job_id AS Id, attempts AS Attempts, owner AS Owner, lease_until AS LeaseUntil, run_after AS RunAfter FROM jobs"));
}
