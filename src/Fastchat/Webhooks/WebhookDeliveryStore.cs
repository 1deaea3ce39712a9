using Dapper;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Webhooks;

/// <summary>
/// Events on their way to webhooks. Whoever takes one moves the time at which it is due, and loses it when he has not said by
/// then what became of it: so one that dies keeps none.
/// </summary>
public sealed class WebhookDeliveryStore(Database database, TimeProvider clock)
{
    private const string Pending = "pending";
    private const string Columns =
        """
        d.tenant_id AS Tenant, d.delivery_id AS Id, d.webhook_id AS WebhookId, d.event_id AS EventId, d.event_type AS EventType, d.subject AS Subject, d.state AS State,
        d.attempts AS Attempts, d.created_at AS CreatedAt, d.due_at AS DueAt, d.last_error AS LastError
        """;

    private const string One = "WHERE tenant_id = @tenant AND delivery_id = @id";

    /// <summary>Takes deliveries that are due, of all tenants: for the courier alone.</summary>
    /// <param name="limit">The most.</param>
    /// <param name="lease">How long they are his.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<WebhookDeliveryRecord>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        var due = await database.ReadAsync(
            StorageScope.Operator,
            connection => connection.QueryAsync<Row>(
                $"""
                SELECT {Columns} FROM webhook_deliveries d JOIN webhooks w ON w.tenant_id = d.tenant_id AND w.webhook_id = d.webhook_id
                WHERE d.state = 'pending' AND d.due_at <= @now AND w.disabled_at IS NULL ORDER BY d.due_at {database.Sql.Limit("@limit")}
                """,
                new { now = Now, limit }),
            cancellationToken);
        var taken = new List<WebhookDeliveryRecord>();
        foreach (var row in due)
        {
            // Another courier may have looked at the same moment: the first to move it has it.
            var until = Now + (long)lease.TotalMilliseconds;
            if (await ChangeAsync(new TenantId(row.Tenant), "SET due_at = @until, attempts = attempts + 1", "AND state = 'pending' AND due_at = @seen", new { tenant = row.Tenant, id = row.Id, until, seen = row.DueAt }, cancellationToken))
                taken.Add(Map(row with { DueAt = until, Attempts = row.Attempts + 1 }));
        }

        return taken;
    }

    /// <summary>The receiver has taken it.</summary>
    public Task DeliveredAsync(WebhookDeliveryRecord taken, CancellationToken cancellationToken) =>
        ChangeTakenAsync(taken, "SET state = 'delivered', last_error = ''", taken.DueAt, "", cancellationToken);

    /// <summary>The receiver has not taken it; it is tried again after a while, or given up.</summary>
    public Task FailedAsync(WebhookDeliveryRecord taken, string error, TimeSpan? after, CancellationToken cancellationToken) => after is { } pause
        ? ChangeTakenAsync(taken, "SET due_at = @due, last_error = @error", clock.GetUtcNow() + pause, error, cancellationToken)
        : ChangeTakenAsync(taken, "SET state = 'dead', last_error = @error", taken.DueAt, error, cancellationToken);

    /// <summary>A page of a webhook's deliveries.</summary>
    public Task<Page<WebhookDeliveryRecord>> ListAsync(TenantId tenant, string webhookId, WebhookDeliveryState state, PageQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection =>
        {
            var pages = IdPages.For(database.Sql, "d.delivery_id", query);
            var rows = (await connection.QueryAsync<Row>(
                $"SELECT {Columns} FROM webhook_deliveries d WHERE d.tenant_id = @tenant AND d.webhook_id = @webhookId AND (@state = '' OR d.state = @state) {pages.Where} {pages.OrderAndLimit}",
                pages.With(new { tenant = tenant.Value, webhookId, state = Name(state) }))).AsList();
            return pages.Page(rows, Map);
        },
        cancellationToken);

    /// <summary>Lets a delivery begin anew; null when the tenant has none of that id.</summary>
    public Task<WebhookDeliveryRecord?> ReplayAsync(TenantId tenant, string id, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            var row = new { tenant = tenant.Value, id, now = Now };
            await connection.ExecuteAsync($"UPDATE webhook_deliveries SET state = 'pending', attempts = 0, due_at = @now, last_error = '' {One}", row);
            return await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM webhook_deliveries d {One}", row) is { } replayed ? Map(replayed) : null;
        },
        cancellationToken);

    /// <summary>What is said of a delivery that is not there.</summary>
    public static FastchatException NotFound(string id) => new(ErrorReason.WebhookDeliveryNotFound, $"There is no webhook delivery '{id}'.", "delivery_id");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    // Only while it is still his: it may have been taken from him, or replayed.
    private Task ChangeTakenAsync(WebhookDeliveryRecord taken, string change, DateTimeOffset due, string error, CancellationToken cancellationToken) => ChangeAsync(
        taken.Tenant, change, "AND state = 'pending' AND due_at = @until",
        new { tenant = taken.Tenant.Value, id = taken.Id, until = taken.DueAt.ToUnixTimeMilliseconds(), due = due.ToUnixTimeMilliseconds(), error }, cancellationToken);

    private Task<bool> ChangeAsync(TenantId tenant, string change, string condition, object row, CancellationToken cancellationToken) => database.WriteAsync(
        tenant, async connection => await connection.ExecuteAsync($"UPDATE webhook_deliveries {change} {One} {condition}", row) == 1, cancellationToken);

    private static string Name(WebhookDeliveryState state) => state switch
    {
        WebhookDeliveryState.Pending => Pending,
        WebhookDeliveryState.Delivered => "delivered",
        WebhookDeliveryState.Dead => "dead",
        _ => "",
    };

    private static WebhookDeliveryRecord Map(Row row) => new(
        new TenantId(row.Tenant), row.Id, row.WebhookId, row.EventId, row.EventType, row.Subject, Enum.Parse<WebhookDeliveryState>(row.State, ignoreCase: true), (int)row.Attempts,
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.DueAt), row.LastError);

    private sealed record Row(string Tenant, string Id, string WebhookId, string EventId, string EventType, string Subject, string State, long Attempts, long CreatedAt, long DueAt, string LastError);
}
