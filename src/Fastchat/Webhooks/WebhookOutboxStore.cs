using System.Data.Common;
using Dapper;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.Runs;
using Fastchat.Storage;

namespace Fastchat.Webhooks;

/// <summary>Writes down what webhooks are to be told, within the transaction in which it happens.</summary>
public sealed class WebhookOutboxStore(Database database, TimeProvider clock) : IRunObserver
{
    // Locked, so that none is deleted before what it is told of is written down: that would undo the end of the run.
    private readonly string _webhooks =
        $"SELECT webhook_id, event_types FROM webhooks{database.Sql.LockedTable} WHERE tenant_id = @tenant AND disabled_at IS NULL ORDER BY webhook_id{database.Sql.ForUpdate}";

    /// <inheritdoc />
    public Task EndedAsync(DbConnection connection, TenantId tenant, string runId, string status, Completion? answer) => AddAsync(connection, tenant, WebhookEvents.OfRun(status), runId);

    /// <summary>Writes down an event for every webhook that is told of its kind.</summary>
    /// <param name="connection">The transaction.</param>
    /// <param name="tenant">Whose.</param>
    /// <param name="eventType">What happened.</param>
    /// <param name="subject">What it happened to.</param>
    public async Task AddAsync(DbConnection connection, TenantId tenant, string eventType, string subject)
    {
        var webhooks = await connection.QueryAsync<(string Id, string EventTypes)>(_webhooks, new { tenant = tenant.Value });
        var eventId = Ids.New(Ids.WebhookEvent, tenant, clock);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await connection.ExecuteAsync(
            """
            INSERT INTO webhook_deliveries (tenant_id, delivery_id, webhook_id, event_id, event_type, subject, state, attempts, created_at, due_at, last_error)
            VALUES (@tenant, @id, @webhook, @eventId, @eventType, @subject, 'pending', 0, @now, @now, '')
            """,
            webhooks.Where(w => w.EventTypes.Split(' ').Contains(eventType))
                .Select(w => new { tenant = tenant.Value, id = Ids.New(Ids.WebhookDelivery, tenant, clock), webhook = w.Id, eventId, eventType, subject, now }));
    }
}
