using System.Data.Common;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Storage;

namespace Fastchat.Chat.Conversations;

/// <summary>
/// Conversations, which the legacy door calls threads. A fork copies nothing: it names its parent, whose items
/// <see cref="ConversationItemStore"/> reads along.
/// </summary>
public sealed class ConversationStore(Database database, TenantKeys keys, TimeProvider clock)
{
    /// <summary>Which conversations retention removes: those that are old enough and of which, and of whose forks, nothing is left.</summary>
    public const string Expired =
        """
        created_at < @value
        AND NOT EXISTS (SELECT 1 FROM conversation_items i WHERE i.tenant_id = conversations.tenant_id AND i.conversation_id = conversations.conversation_id AND i.body IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM conversations f WHERE f.tenant_id = conversations.tenant_id AND f.parent_id = conversations.conversation_id)
        """;

    private const string Table = "conversations";

    private const string Select =
        "SELECT conversation_id AS Id, metadata AS Metadata, created_at AS CreatedAt, key_version AS KeyVersion FROM conversations WHERE tenant_id = @tenant AND deleted_at IS NULL";

    private const string DeleteUnread =
        """
        DELETE FROM conversation_items WHERE tenant_id = @tenant AND conversation_id = @id AND NOT EXISTS (
            SELECT 1 FROM conversations f WHERE f.tenant_id = @tenant AND f.parent_id = @id AND f.parent_sequence >= conversation_items.sequence AND NOT EXISTS (
                SELECT 1 FROM conversation_items h WHERE h.tenant_id = @tenant AND h.conversation_id = f.conversation_id AND h.sequence = conversation_items.sequence))
        """;

    private static readonly SealedPlace Notes = new(Table, "metadata");

    private readonly LineageStore _lineage = new(database.Sql);

    private readonly string _lockDeleted =
        $"""
        SELECT p.conversation_id FROM conversations c JOIN conversations p{database.Sql.LockedTable} ON p.tenant_id = c.tenant_id AND p.conversation_id = c.parent_id
        WHERE c.tenant_id = @tenant AND c.conversation_id = @id AND p.deleted_at IS NOT NULL{database.Sql.ForUpdate}
        """;

    /// <summary>What of it is sealed.</summary>
    public static SealedRowStore Sealed(Database database, TenantKeys keys) => new(database, keys, Table, "conversation_id", Notes.Column);

    /// <summary>Makes a conversation.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="items">What it begins with.</param>
    /// <param name="metadata">The caller's own notes.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <param name="user">The user within the tenant; null for nobody.</param>
    public Task<ConversationRecord> AddAsync(
        TenantId tenant, IReadOnlyList<NewItem> items, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken, string? user = null) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(
            tenant,
            async connection =>
            {
                var made = new ConversationRecord(Ids.New(Ids.Conversation, tenant, clock), metadata, Now);
                await AddAsync(connection, cipher, tenant, made, items, user);
                return made;
            },
            cancellationToken),
        cancellationToken);

    /// <summary>A conversation; null when the tenant has none of that id.</summary>
    public Task<ConversationRecord?> FindAsync(TenantId tenant, string conversationId, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        cipher => database.ReadAsync(tenant, connection => FindAsync(connection, cipher, tenant, conversationId), cancellationToken),
        cancellationToken);

    /// <summary>A page of conversations by time of making.</summary>
    public Task<Page<ConversationRecord>> ListAsync(TenantId tenant, PageQuery query, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        cipher => database.ReadAsync(
            tenant,
            async connection =>
            {
                var page = IdPages.For(database.Sql, "conversation_id", query);
                var rows = await connection.QueryAsync<Row>($"{Select} {page.Where} {page.OrderAndLimit}", page.With(new { tenant = tenant.Value }));
                return page.Page(rows.AsList(), row => Map(cipher, row));
            },
            cancellationToken),
        cancellationToken);

    /// <summary>Replaces a conversation's notes; null when there is none.</summary>
    public Task<ConversationRecord?> UpdateAsync(TenantId tenant, string conversationId, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(
            tenant,
            async connection =>
            {
                await connection.ExecuteAsync(
                    "UPDATE conversations SET metadata = @metadata, key_version = @version WHERE tenant_id = @tenant AND conversation_id = @conversationId AND deleted_at IS NULL",
                    new { tenant = tenant.Value, conversationId, metadata = ConversationNotes.Seal(cipher, Notes, conversationId, metadata), version = cipher.Version });
                return await FindAsync(connection, cipher, tenant, conversationId);
            },
            cancellationToken),
        cancellationToken);

    /// <summary>Makes a conversation that goes on from another one; null when there is no such other.</summary>
    /// <param name="tenant">Whose both are.</param>
    /// <param name="parentId">The other.</param>
    /// <param name="upTo">The last sequence that the fork shares; null for all that there is.</param>
    /// <param name="metadata">The fork's notes; null for those of the other.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <param name="user">The user within the tenant; null for nobody.</param>
    /// <exception cref="FastchatException">INVALID_VALUE: the other is a fork of forks, as many as there may be.</exception>
    public Task<ConversationRecord?> ForkAsync(
        TenantId tenant, string parentId, long? upTo, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken, string? user = null) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await _lineage.LockAsync(connection, tenant, parentId) is not { } parent) return null;
                if (parent.Depth >= LineageStore.MostAncestors) throw FastchatException.InvalidValue("thread_id", $"thread_id must be a thread that is a fork of forks at most {LineageStore.MostAncestors - 1} times.");
                var notes = metadata ?? ConversationNotes.Open(cipher, Notes, parentId, parent.Metadata, parent.KeyVersion);
                var made = new ConversationRecord(Ids.New(Ids.Conversation, tenant, clock), notes, Now);
                await InsertAsync(connection, cipher, tenant, made, user, parent, upTo ?? parent.LastSequence);
                return made;
            },
            cancellationToken),
        cancellationToken);

    /// <summary>Deletes a conversation, but for the items that forks share; false when there is none.</summary>
    public Task<bool> DeleteAsync(TenantId tenant, string conversationId, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            if (await _lineage.LockAsync(connection, tenant, conversationId) is null) return false;
            await connection.ExecuteAsync(
                "UPDATE conversations SET deleted_at = @now, metadata = NULL WHERE tenant_id = @tenant AND conversation_id = @conversationId",
                new { tenant = tenant.Value, conversationId, now = Now.ToUnixTimeMilliseconds() });
            for (var next = conversationId; next is not null;) next = await PruneAsync(connection, tenant, next);
            return true;
        },
        cancellationToken);

    /// <summary>Keeps others from changing a conversation until the transaction of the caller's ends; false when there is none.</summary>
    internal async Task<bool> LockAsync(DbConnection connection, TenantId tenant, string conversationId) => await _lineage.LockAsync(connection, tenant, conversationId) is not null;

    /// <summary>Makes a conversation within a transaction of the caller's.</summary>
    internal static async Task AddAsync(DbConnection connection, TenantCipher cipher, TenantId tenant, ConversationRecord made, IReadOnlyList<NewItem> items, string? user)
    {
        await InsertAsync(connection, cipher, tenant, made, user, parent: null, upTo: items.Count);
        await ConversationItemStore.InsertAsync(connection, cipher, tenant, made.Id, first: 1, items, made.CreatedAt);
    }

    // Of one that is deleted: what no fork reads any more. When nobody is left to read, its parent may be next.
    private async Task<string?> PruneAsync(DbConnection connection, TenantId tenant, string id)
    {
        var deleted = new { tenant = tenant.Value, id };
        await connection.ExecuteAsync(DeleteUnread, deleted);
        if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM conversations WHERE tenant_id = @tenant AND parent_id = @id", deleted) > 0) return null;
        var parent = await connection.QuerySingleOrDefaultAsync<string>(_lockDeleted, deleted);
        await connection.ExecuteAsync("DELETE FROM conversations WHERE tenant_id = @tenant AND conversation_id = @id", deleted);
        return parent;
    }

    private static Task InsertAsync(DbConnection connection, TenantCipher cipher, TenantId tenant, ConversationRecord made, string? user, LineageStore.Held? parent, long upTo) => connection.ExecuteAsync(
        """
        INSERT INTO conversations (tenant_id, conversation_id, parent_id, parent_sequence, depth, last_sequence, metadata, created_at, user_id, key_version)
        VALUES (@tenant, @id, @parentId, @parentSequence, @depth, @upTo, @metadata, @now, @user, @version)
        """,
        new
        {
            tenant = tenant.Value,
            id = made.Id,
            parentId = parent?.Id,
            parentSequence = parent is null ? (long?)null : upTo,
            depth = parent is null ? 0 : parent.Depth + 1,
            upTo,
            metadata = ConversationNotes.Seal(cipher, Notes, made.Id, made.Metadata),
            now = made.CreatedAt.ToUnixTimeMilliseconds(),
            user = user ?? "",
            version = cipher.Version,
        });

    private static async Task<ConversationRecord?> FindAsync(DbConnection connection, TenantCipher cipher, TenantId tenant, string conversationId) =>
        await connection.QuerySingleOrDefaultAsync<Row>($"{Select} AND conversation_id = @conversationId", new { tenant = tenant.Value, conversationId }) is { } row ? Map(cipher, row) : null;

    private static ConversationRecord Map(TenantCipher cipher, Row row) =>
        new(row.Id, ConversationNotes.Open(cipher, Notes, row.Id, row.Metadata, row.KeyVersion), DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));

    private DateTimeOffset Now => clock.GetUtcNow();

    private sealed record Row(string Id, string? Metadata, long CreatedAt, long KeyVersion);
}
