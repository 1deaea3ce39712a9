using System.Data.Common;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Limits;

/// <summary>What nodes have drawn of limits. Counted in the database, so that all of them together hold them.</summary>
public sealed class LimitStore(Database database, Node node, TimeProvider clock)
{
    /// <summary>For how long a node's streams stay counted unless it says that it lives.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    // Longer than the windows they are for; what is older nobody looks at.
    private static readonly TimeSpan MinutesKept = TimeSpan.FromDays(1);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(40);

    private const string Window = "tenant_id = @tenant AND subject = @subject AND metric = @metric AND window_start = @start";
    private const string Change = $"UPDATE usage_windows SET used = used + @by WHERE {Window}";
    private const string Reservation = "tenant_id = @tenant AND reservation_id = @node AND subject = @subject AND metric = @metric";

    private readonly string _used = $"SELECT used FROM usage_windows{database.Sql.LockedTable} WHERE {Window}{database.Sql.ForUpdate}";

    private readonly string _open = database.Sql.InsertNew("usage_windows", "tenant_id, subject, metric, window_start",
        ("tenant_id", "@tenant"), ("subject", "@subject"), ("metric", "@metric"), ("window_start", "@start"), ("used", "0"));

    /// <summary>Draws on windows: counts as used what this node may then give out.</summary>
    /// <param name="tenant">Whose limits.</param>
    /// <param name="windows">The windows, in their order.</param>
    /// <param name="decide">Told how much all nodes have drawn of each, says how much to draw. It may be asked again when the engine found the transaction in another's way.</param>
    public Task DrawAsync(TenantId tenant, IReadOnlyList<CountedWindow> windows, Func<long[], long[]> decide) => database.WriteAsync(
        tenant,
        async connection =>
        {
            var counted = new long[windows.Count];
            for (var i = 0; i < counted.Length; i++) counted[i] = await UsedAsync(connection, tenant, windows[i]);
            var draws = decide(counted);
            for (var i = 0; i < draws.Length; i++)
            {
                if (draws[i] == 0) continue;
                await connection.ExecuteAsync(Change, Row(tenant, windows[i], draws[i]));
                if (windows[i].Metric.Window is LimitWindow.None) await ReserveAsync(connection, tenant, windows[i], draws[i]);
            }
        },
        CancellationToken.None);

    /// <summary>Gives back what was drawn and not used, or, where it is less than nothing, counts what was used beyond that.</summary>
    public Task GiveBackAsync(TenantId tenant, IReadOnlyList<(CountedWindow Window, long Amount)> amounts, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            foreach (var (window, amount) in amounts)
            {
                // Streams of a node that was taken for dead were given back then.
                var row = Row(tenant, window, -amount);
                if (window.Metric.Window is LimitWindow.None && await connection.ExecuteAsync($"UPDATE limit_reservations SET amount = amount + @by WHERE {Reservation} AND amount + @by >= 0", row) == 0) continue;
                await connection.ExecuteAsync(Change, row);
            }
        },
        cancellationToken);

    /// <summary>Keeps this node's streams counted for a further <see cref="Lease"/>.</summary>
    public Task RenewAsync(CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        connection => connection.ExecuteAsync(
            "UPDATE limit_reservations SET expires_at = @until WHERE node = @node", new { node = node.Id, until = (clock.GetUtcNow() + Lease).ToUnixTimeMilliseconds() }),
        cancellationToken);

    /// <summary>
    /// Ends the reservations of nodes that died, and this node's own when it has just started. Streams are given back; tokens
    /// and cost stay counted as they were set aside, for nobody knows what was used of them.
    /// </summary>
    /// <param name="own">Whether this node's own are from a life before.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    public Task<int> ReleaseAsync(bool own, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        async connection =>
        {
            var rows = await connection.QueryAsync<Lost>(
                $"""
                SELECT tenant_id AS Tenant, reservation_id AS Reservation, subject AS Subject, metric AS Metric, window_start AS Start, amount AS Amount
                FROM limit_reservations{database.Sql.LockedTable}
                WHERE expires_at < @now OR node = @node ORDER BY tenant_id, subject, metric{database.Sql.ForUpdate}
                """, new { now = clock.GetUtcNow().ToUnixTimeMilliseconds(), node = own ? node.Id : "" });
            var count = 0;
            foreach (var row in rows)
            {
                count++;
                if (row.Metric == LimitMetric.ConcurrentStreams.Name)
                    await connection.ExecuteAsync(Change, new { tenant = row.Tenant, subject = row.Subject, metric = row.Metric, start = row.Start, by = -row.Amount });
                await connection.ExecuteAsync(
                    "DELETE FROM limit_reservations WHERE tenant_id = @Tenant AND reservation_id = @Reservation AND subject = @Subject AND metric = @Metric", row);
            }

            return count;
        },
        cancellationToken);

    private async Task<long> UsedAsync(DbConnection connection, TenantId tenant, CountedWindow window)
    {
        var row = Row(tenant, window, 0);
        if (await connection.ExecuteScalarAsync<long?>(_used, row) is { } used) return used;

        // Whoever opens a window clears away those that nobody looks at any more.
        if (await connection.ExecuteAsync(_open, row) == 1) await ForgetAsync(connection, tenant);
        return await connection.ExecuteScalarAsync<long>(_used, row);
    }

    private async Task ReserveAsync(DbConnection connection, TenantId tenant, CountedWindow window, long amount)
    {
        var row = Row(tenant, window, amount);
        if (await connection.ExecuteAsync($"UPDATE limit_reservations SET amount = amount + @by, expires_at = @until WHERE {Reservation}", row) == 1) return;
        await connection.ExecuteAsync(
            """
            INSERT INTO limit_reservations (tenant_id, reservation_id, subject, metric, window_start, amount, node, expires_at)
            VALUES (@tenant, @node, @subject, @metric, @start, @by, @node, @until)
            """,
            row);
    }

    private object Row(TenantId tenant, CountedWindow window, long by) => new
    {
        tenant = tenant.Value,
        subject = window.Subject,
        metric = window.Metric.Name,
        start = window.Start,
        by,
        node = node.Id,
        until = (clock.GetUtcNow() + Lease).ToUnixTimeMilliseconds(),
    };

    private Task ForgetAsync(DbConnection connection, TenantId tenant)
    {
        var now = clock.GetUtcNow();
        return connection.ExecuteAsync(
            """
            DELETE FROM usage_windows WHERE tenant_id = @tenant AND window_start > 0
            AND (window_start < @kept OR (window_start < @minutesKept AND metric LIKE '%/minute'))
            """,
            new { tenant = tenant.Value, kept = (now - Kept).ToUnixTimeMilliseconds(), minutesKept = (now - MinutesKept).ToUnixTimeMilliseconds() });
    }

    private sealed record Lost(string Tenant, string Reservation, string Subject, string Metric, long Start, long Amount);
}
