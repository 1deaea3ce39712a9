using System.Data.Common;
using Dapper;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Storage;

namespace Fastchat.Runs;

/// <summary>The events of runs, in segments that are sealed. They go when their run goes.</summary>
public sealed class RunEventStore(Database database, TenantKeys keys, TimeProvider clock)
{
    private const string Table = "run_segments";
    private const int SegmentsAtOnce = 32;
    private static readonly SealedPlace Events = new(Table, "events");

    /// <summary>What of it is sealed.</summary>
    public static SealedRowStore Sealed(Database database, TenantKeys keys) => new(database, keys, Table, "segment_id", Events.Column);

    /// <summary>Adds a segment behind those that are there; false when the run was erased, or has ended on another node that took this one for dead.</summary>
    public Task<bool> AddAsync(TenantId tenant, RunSegment segment) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(tenant, connection => AddAsync(connection, cipher, tenant, segment, RunStore.InProgress, clock.GetUtcNow()), CancellationToken.None),
        CancellationToken.None);

    /// <summary>The events after one, some of them, in their order; none when there are none, or no such run.</summary>
    public Task<IReadOnlyList<ChatEvent>> ReadAsync(TenantId tenant, string runId, ulong after, CancellationToken cancellationToken) => keys.UseAsync<IReadOnlyList<ChatEvent>>(
        tenant,
        async cipher =>
        {
            var rows = await database.ReadAsync(
                tenant,
                connection => connection.QueryAsync<Row>(
                    $"""
                    SELECT segment_id AS Id, events AS Events, key_version AS KeyVersion FROM run_segments
                    WHERE tenant_id = @tenant AND run_id = @runId AND last_sequence > @after ORDER BY segment_id {database.Sql.Limit("@take")}
                    """,
                    new { tenant = tenant.Value, runId, after = (long)Math.Min(after, long.MaxValue), take = SegmentsAtOnce }),
                cancellationToken);
            return [.. rows.SelectMany(row => RunSegment.Read(runId, cipher.Open(Events, row.Id, row.Events, row.KeyVersion)!)).SkipWhile(e => e.Sequence <= after)];
        },
        cancellationToken);

    /// <summary>Deletes the events of some runs that ended before a time, and says of how many.</summary>
    public Task<int> ExpireAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        async connection =>
        {
            var runs = (await connection.QueryAsync<(string Tenant, string RunId)>(
                $"SELECT tenant_id, run_id FROM runs{database.Sql.LockedTable} WHERE events = 'stored' AND ended_at < @before ORDER BY ended_at {database.Sql.Limit("@most")}{database.Sql.ForUpdate}",
                new { before = before.ToUnixTimeMilliseconds(), most })).AsList();
            foreach (var ofTenant in runs.GroupBy(r => r.Tenant, r => r.RunId))
            {
                var which = new { tenant = ofTenant.Key, runIds = ofTenant.ToArray() };
                await connection.ExecuteAsync($"DELETE FROM run_segments WHERE tenant_id = @tenant AND {database.Sql.In("run_id", "@runIds")}", which);
                await connection.ExecuteAsync($"UPDATE runs SET events = 'expired' WHERE tenant_id = @tenant AND {database.Sql.In("run_id", "@runIds")}", which);
            }

            return runs.Count;
        },
        cancellationToken);

    /// <summary>The sequence of a run's last stored event; 0 without any.</summary>
    public Task<ulong> LastAsync(TenantId tenant, string runId, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => (ulong)(await connection.ExecuteScalarAsync<long?>(
            "SELECT MAX(last_sequence) FROM run_segments WHERE tenant_id = @tenant AND run_id = @runId", new { tenant = tenant.Value, runId }) ?? 0),
        cancellationToken);

    /// <summary>
    /// Adds a segment to a run of some status, within a transaction of the caller's. One whose commit was in doubt is tried
    /// again, with all that it held and more, and takes the place of itself.
    /// </summary>
    internal static async Task<bool> AddAsync(DbConnection connection, TenantCipher cipher, TenantId tenant, RunSegment segment, string status, DateTimeOffset now) => await connection.ExecuteAsync(
        """
        DELETE FROM run_segments WHERE tenant_id = @tenant AND segment_id = @id;
        INSERT INTO run_segments (tenant_id, segment_id, run_id, last_sequence, events, created_at, key_version)
        SELECT @tenant, @id, @runId, @last, @events, @now, @version
        WHERE EXISTS (SELECT 1 FROM runs WHERE tenant_id = @tenant AND run_id = @runId AND status = @status)
        """,
        new
        {
            tenant = tenant.Value,
            id = segment.Id,
            runId = segment.RunId,
            last = (long)segment.Last,
            events = cipher.Seal(Events, segment.Id, segment.Bytes),
            now = now.ToUnixTimeMilliseconds(),
            version = cipher.Version,
            status,
        }) > 0;

    private sealed record Row(string Id, byte[] Events, long KeyVersion);
}
