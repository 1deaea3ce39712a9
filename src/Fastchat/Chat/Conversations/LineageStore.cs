using System.Data.Common;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Chat.Conversations;

/// <summary>
/// The statements over a conversation and its ancestors. A fork sees its parent's history up to where it was made; a row of its
/// own hides the rows of the same sequence that its ancestors have, and so nobody's history changes but that of the
/// conversation in which something is changed.
/// </summary>
internal sealed class LineageStore(SqlDialect sql)
{
    /// <summary>How many ancestors a conversation may have: as many as every engine walks in one statement.</summary>
    public const int MostAncestors = 100;

    /// <summary>The SELECT of the items that the conversation <c>@id</c> shows, to be narrowed down and ordered by <c>i.sequence</c>.</summary>
    // SQLite keeps to the order of a CROSS JOIN; of an inner one it may begin at the items, once for each of them.
    public string Items { get; } =
        $"""
        {sql.Pick("WITH RECURSIVE", "WITH RECURSIVE", "WITH")} line (conversation_id, up_to, distance) AS (
            SELECT c.conversation_id, c.last_sequence, 0 FROM conversations c WHERE c.tenant_id = @tenant AND c.conversation_id = @id
            UNION ALL
            SELECT c.parent_id, CASE WHEN c.parent_sequence < l.up_to THEN c.parent_sequence ELSE l.up_to END, l.distance + 1
            FROM line l JOIN conversations c ON c.tenant_id = @tenant AND c.conversation_id = l.conversation_id WHERE c.parent_id IS NOT NULL
        )
        SELECT i.entry_id AS EntryId, i.sequence AS Sequence, i.body AS Body, i.metadata AS Metadata, i.created_at AS CreatedAt, i.key_version AS KeyVersion
        FROM line l CROSS JOIN conversation_items i
        WHERE i.tenant_id = @tenant AND i.conversation_id = l.conversation_id AND i.sequence <= l.up_to AND (l.distance = 0 OR NOT EXISTS (
            SELECT 1 FROM line n CROSS JOIN conversation_items h
            WHERE n.distance < l.distance AND h.tenant_id = @tenant AND h.conversation_id = n.conversation_id AND h.sequence = i.sequence))
        """;

    private readonly string _exists = "SELECT COUNT(*) FROM conversations WHERE tenant_id = @tenant AND conversation_id = @conversationId AND deleted_at IS NULL";

    private readonly string _lock =
        $"""
        SELECT conversation_id AS Id, depth AS Depth, last_sequence AS LastSequence, metadata AS Metadata, key_version AS KeyVersion
        FROM conversations{sql.LockedTable} WHERE tenant_id = @tenant AND conversation_id = @conversationId AND deleted_at IS NULL{sql.ForUpdate}
        """;

    /// <summary>Whether there is such a conversation.</summary>
    public async Task<bool> ExistsAsync(DbConnection connection, TenantId tenant, string conversationId) =>
        await connection.ExecuteScalarAsync<long>(_exists, new { tenant = tenant.Value, conversationId }) == 1;

    /// <summary>Keeps others from changing a conversation until the transaction ends; null when there is none.</summary>
    public Task<Held?> LockAsync(DbConnection connection, TenantId tenant, string conversationId) =>
        connection.QuerySingleOrDefaultAsync<Held>(_lock, new { tenant = tenant.Value, conversationId });

    /// <summary>A conversation that is locked.</summary>
    internal sealed record Held(string Id, long Depth, long LastSequence, string? Metadata, long KeyVersion);
}
