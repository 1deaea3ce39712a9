using System.Data.Common;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Limits;

/// <summary>What is used up of limits. Counted in the database, so that all nodes together hold them.</summary>
public sealed class LimitStore(Database database, Node node, TimeProvider clock)
{
    /// <summary>For how long a reservation holds unless it is renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    // Longer than the windows they are for; what is older nobody looks at.
    private static readonly TimeSpan MinutesKept = TimeSpan.FromDays(1);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(40);

    private const string Window = "tenant_id = @tenant AND subject = @subject AND metric = @metric AND window_start = @start";
    private const string Add = $"UPDATE usage_windows SET used = used + @amount WHERE {Window} AND used + @need <= @most";

    private readonly string _open = database.Sql.InsertNew("usage_windows", "tenant_id, subject, metric, window_start",
        ("tenant_id", "@tenant"), ("subject", "@subject"), ("metric", "@metric"), ("window_start", "@start"), ("used", "0"));

    /// <summary>Takes what all claims want, or nothing: how the tightest stands, or the one that did not fit.</summary>
    /// <param name="tenant">Whose limits.</param>
    /// <param name="claims">The claims, at least one.</param>
    /// <param name="reservation">The id under which what was taken is settled later; null for what is taken for good.</param>
    /// <param name="cancellationToken">Gives up before anything is taken.</param>
    public async Task<LimitStanding> TakeAsync(TenantId tenant, IReadOnlyList<LimitClaim> claims, string? reservation, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        try
        {
            return await database.WriteAsync(
                tenant,
                async connection =>
                {
                    LimitStanding? tightest = null;
                    foreach (var claim in claims)
                    {
                        var standing = await TakeAsync(connection, tenant, claim, now);
                        if (standing.Refused) throw new DoesNotFitException(standing);
                        if (reservation is not null) await ReserveAsync(connection, tenant, claim, reservation, now);
                        if (tightest is null || IsTighter(standing, tightest)) tightest = standing;
                    }

                    return tightest!;
                },
                cancellationToken);
        }
        catch (DoesNotFitException e)
        {
            // Undone with it: what was taken of the limits before this one.
            return e.Standing;
        }
    }

    /// <summary>Puts what was really used in the place of what was set aside, within a transaction of the caller's.</summary>
    /// <param name="connection">The open transaction.</param>
    /// <param name="tenant">Whose limits.</param>
    /// <param name="reservation">What was set aside.</param>
    /// <param name="used">What was used of a metric's name; streams are 0 once they have ended.</param>
    public static async Task SettleAsync(DbConnection connection, TenantId tenant, string reservation, Func<string, long> used)
    {
        var key = new { tenant = tenant.Value, reservation };
        var rows = await connection.QueryAsync<Row>(
            """
            SELECT subject AS Subject, metric AS Metric, window_start AS Start, amount AS Amount
            FROM limit_reservations WHERE tenant_id = @tenant AND reservation_id = @reservation ORDER BY subject, metric
            """, key);
        foreach (var row in rows) await ChangeAsync(connection, tenant.Value, row.Subject, row.Metric, row.Start, used(row.Metric) - row.Amount);
        await connection.ExecuteAsync("DELETE FROM limit_reservations WHERE tenant_id = @tenant AND reservation_id = @reservation", key);
    }

    /// <summary>Keeps this node's reservations for a further <see cref="Lease"/>.</summary>
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
                if (row.Metric == LimitMetric.ConcurrentStreams.Name) await ChangeAsync(connection, row.Tenant, row.Subject, row.Metric, row.Start, -row.Amount);
                await connection.ExecuteAsync(
                    "DELETE FROM limit_reservations WHERE tenant_id = @Tenant AND reservation_id = @Reservation AND subject = @Subject AND metric = @Metric", row);
            }

            return count;
        },
        cancellationToken);

    private async Task<LimitStanding> TakeAsync(DbConnection connection, TenantId tenant, LimitClaim claim, DateTimeOffset now)
    {
        var window = new
        {
            tenant = tenant.Value,
            subject = claim.Subject,
            metric = claim.Metric.Name,
            start = claim.Metric.StartOf(now),
            amount = claim.Amount,
            need = claim.Need,
            most = claim.Most,
        };
        var taken = await connection.ExecuteAsync(Add, window) == 1;
        if (!taken)
        {
            // Full, or not there yet. Whoever opens a window clears away those that nobody looks at any more.
            if (await connection.ExecuteAsync(_open, window) == 1) await ForgetAsync(connection, tenant, now);
            taken = await connection.ExecuteAsync(Add, window) == 1;
        }

        var used = await connection.ExecuteScalarAsync<long>($"SELECT used FROM usage_windows WHERE {Window}", window);
        return new LimitStanding(claim.Subject, claim.Metric, claim.Most, Math.Max(0, claim.Most - used), claim.Metric.LeftOf(now), !taken);
    }

    private Task ReserveAsync(DbConnection connection, TenantId tenant, LimitClaim claim, string reservation, DateTimeOffset now) => connection.ExecuteAsync(
        """
        INSERT INTO limit_reservations (tenant_id, reservation_id, subject, metric, window_start, amount, node, expires_at)
        VALUES (@tenant, @reservation, @subject, @metric, @start, @amount, @node, @until)
        """,
        new
        {
            tenant = tenant.Value,
            reservation,
            subject = claim.Subject,
            metric = claim.Metric.Name,
            start = claim.Metric.StartOf(now),
            amount = claim.Amount,
            node = node.Id,
            until = (now + Lease).ToUnixTimeMilliseconds(),
        });

    private static Task ChangeAsync(DbConnection connection, string tenant, string subject, string metric, long start, long by) => connection.ExecuteAsync(
        $"UPDATE usage_windows SET used = used + @by WHERE {Window}", new { tenant, subject, metric, start, by });

    private static Task ForgetAsync(DbConnection connection, TenantId tenant, DateTimeOffset now) => connection.ExecuteAsync(
        """
        DELETE FROM usage_windows WHERE tenant_id = @tenant AND window_start > 0
        AND (window_start < @kept OR (window_start < @minutesKept AND metric LIKE '%/minute'))
        """,
        new { tenant = tenant.Value, kept = (now - Kept).ToUnixTimeMilliseconds(), minutesKept = (now - MinutesKept).ToUnixTimeMilliseconds() });

    // By share: 5 of 10 calls are tighter than 900 of 1,000 tokens.
    private static bool IsTighter(LimitStanding one, LimitStanding other) => (double)one.Remaining / one.Most < (double)other.Remaining / other.Most;

    private sealed record Row(string Subject, string Metric, long Start, long Amount);

    private sealed record Lost(string Tenant, string Reservation, string Subject, string Metric, long Start, long Amount);

    private sealed class DoesNotFitException(LimitStanding standing) : Exception
    {
        public LimitStanding Standing { get; } = standing;
    }
}
