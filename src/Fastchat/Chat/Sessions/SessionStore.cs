using Dapper;
using Fastchat.Chat.Conversations;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Storage;

namespace Fastchat.Chat.Sessions;

/// <summary>The threads that callers know by names of their own. A session whose thread was deleted begins anew.</summary>
public sealed class SessionStore(Database database, TenantKeys keys, TimeProvider clock)
{
    private const string Find =
        """
        SELECT s.conversation_id FROM sessions s JOIN conversations c ON c.tenant_id = s.tenant_id AND c.conversation_id = s.conversation_id
        WHERE s.tenant_id = @tenant AND s.session_id = @name AND c.deleted_at IS NULL
        """;

    private readonly string _add = database.Sql.InsertNew("sessions", "tenant_id, session_id",
        ("tenant_id", "@tenant"), ("session_id", "@name"), ("conversation_id", "@id"), ("created_at", "@now"), ("user_id", "@user"));

    private readonly string _lock = $"SELECT conversation_id FROM sessions{database.Sql.LockedTable} WHERE tenant_id = @tenant AND session_id = @name{database.Sql.ForUpdate}";

    /// <summary>The conversation of a session; null when there is none.</summary>
    public Task<string?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken) =>
        database.ReadAsync(tenant, connection => connection.ExecuteScalarAsync<string?>(Find, new { tenant = tenant.Value, name }), cancellationToken);

    /// <summary>The conversation of a session, which is made when there is none: by one of those who ask at once.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="name">The session.</param>
    /// <param name="first">What a new one begins with.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <param name="user">The user within the tenant; null for nobody.</param>
    public Task<string> OpenAsync(TenantId tenant, string name, IReadOnlyList<NewItem> first, CancellationToken cancellationToken, string? user = null) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(
            tenant,
            async connection =>
            {
                var made = ConversationRecord.Plain(Ids.New(Ids.Conversation, tenant, clock), clock.GetUtcNow());
                var row = new { tenant = tenant.Value, name, id = made.Id, now = made.CreatedAt.ToUnixTimeMilliseconds(), user = user ?? "" };
                await ConversationStore.AddAsync(connection, cipher, tenant, made, first, user);
                if (await connection.ExecuteAsync(_add, row) == 1) return made.Id;

                // Another was first, whose commit the insert has waited for; or the thread of long ago is gone.
                await connection.ExecuteScalarAsync<string>(_lock, row);
                if (await connection.ExecuteScalarAsync<string?>(Find, row) is { } there)
                {
                    await connection.ExecuteAsync("DELETE FROM conversations WHERE tenant_id = @tenant AND conversation_id = @id", row);
                    return there;
                }

                await connection.ExecuteAsync("UPDATE sessions SET conversation_id = @id, created_at = @now, user_id = @user WHERE tenant_id = @tenant AND session_id = @name", row);
                return made.Id;
            },
            cancellationToken),
        cancellationToken);
}
