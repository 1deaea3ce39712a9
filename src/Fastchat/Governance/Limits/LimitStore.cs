using System.Data.Common;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Limits;

/// <summary>What is used up of limits. Counted in the database, so that all nodes together hold them.</summary>
public sealed class LimitStore(Database database, TimeProvider clock)
{
    // Long enough for anybody's look back; the day's own window is never among them.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    private const string Add =
        """
        UPDATE usage_windows SET used = used + 1
        WHERE tenant_id = @tenant AND subject = @subject AND metric = @metric AND window_start = @start AND used < @most
        """;

    private readonly string _open = database.Sql.InsertNew("usage_windows", "tenant_id, subject, metric, window_start",
        ("tenant_id", "@tenant"), ("subject", "@subject"), ("metric", "@metric"), ("window_start", "@start"), ("used", "1"));

    /// <summary>Takes one of each limit, or of none: how the tightest stands, or the one that did not fit.</summary>
    /// <param name="tenant">Whose limits.</param>
    /// <param name="subject">Of what of the tenant's; empty for all of it.</param>
    /// <param name="limits">The limits, at least one.</param>
    /// <param name="cancellationToken">Gives up before anything is taken.</param>
    public async Task<LimitStanding> TakeAsync(TenantId tenant, string subject, IReadOnlyList<WindowLimit> limits, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        try
        {
            return await database.WriteAsync(
                tenant,
                async connection =>
                {
                    LimitStanding? tightest = null;
                    foreach (var limit in limits)
                    {
                        var standing = await TakeAsync(connection, tenant, subject, limit, now);
                        if (standing.Refused) throw new DoesNotFitException(standing);
                        if (tightest is null || standing.Remaining < tightest.Remaining) tightest = standing;
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

    private async Task<LimitStanding> TakeAsync(DbConnection connection, TenantId tenant, string subject, WindowLimit limit, DateTimeOffset now)
    {
        var start = limit.StartOf(now);
        var window = new { tenant = tenant.Value, subject, metric = limit.Metric, start = start.ToUnixTimeMilliseconds(), most = limit.Most };
        var taken = await connection.ExecuteAsync(Add, window) == 1;
        if (!taken && await connection.ExecuteAsync(_open, window) == 1)
        {
            taken = true;
            await ForgetAsync(connection, tenant, start);
        }
        else if (!taken)
        {
            // There it is: full, or opened by somebody else just now.
            taken = await connection.ExecuteAsync(Add, window) == 1;
        }

        var used = await connection.ExecuteScalarAsync<long>(
            "SELECT used FROM usage_windows WHERE tenant_id = @tenant AND subject = @subject AND metric = @metric AND window_start = @start", window);
        return new LimitStanding(limit, Math.Max(0, limit.Most - used), start + limit.Length - now, !taken);
    }

    // Whoever opens a window clears away those that nobody looks at any more.
    private static Task ForgetAsync(DbConnection connection, TenantId tenant, DateTimeOffset start) => connection.ExecuteAsync(
        "DELETE FROM usage_windows WHERE tenant_id = @tenant AND window_start < @before", new { tenant = tenant.Value, before = (start - Kept).ToUnixTimeMilliseconds() });

    private sealed class DoesNotFitException(LimitStanding standing) : Exception
    {
        public LimitStanding Standing { get; } = standing;
    }
}
