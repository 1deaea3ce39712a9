using System.Data.Common;
using System.Globalization;
using Dapper;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Storage;
using Google.Protobuf;

namespace Fastchat.Chat.Conversations;

/// <summary>
/// The items of conversations, sealed, with those that a fork shares with its ancestors. What is changed in a conversation is
/// changed there alone: forks that share the item get it as it was before as their own.
/// </summary>
public sealed class ConversationItemStore(Database database, TenantKeys keys, TimeProvider clock)
{
    /// <summary>Which items retention removes: words that are old enough, wherever they are shared. What says that an item was taken out stays with the conversation.</summary>
    public const string Expired = "created_at < @value AND body IS NOT NULL";

    private const string Table = "conversation_items";

    private const string Insert =
        """
        INSERT INTO conversation_items (tenant_id, entry_id, conversation_id, sequence, item_id, is_spoken, body, metadata, created_at, key_version)
        VALUES (@Tenant, @EntryId, @ConversationId, @Sequence, @ItemId, @IsSpoken, @Body, @Metadata, @CreatedAt, @KeyVersion)
        """;

    private static readonly SealedPlace Body = new(Table, "body");
    private static readonly SealedPlace Notes = new(Table, "metadata");

    private readonly LineageStore _lineage = new(database.Sql);

    private readonly string _lockSharing =
        $"""
        SELECT conversation_id FROM conversations{database.Sql.LockedTable}
        WHERE tenant_id = @tenant AND parent_id = @conversationId AND parent_sequence >= @sequence ORDER BY conversation_id{database.Sql.ForUpdate}
        """;

    private readonly string _handDown = database.Sql.InsertNew(Table, "tenant_id, entry_id",
        ("tenant_id", "@Tenant"), ("entry_id", "@EntryId"), ("conversation_id", "@ConversationId"), ("sequence", "@Sequence"), ("item_id", "@ItemId"),
        ("is_spoken", "@IsSpoken"), ("body", "@Body"), ("metadata", "@Metadata"), ("created_at", "@CreatedAt"), ("key_version", "@KeyVersion"));

    /// <summary>What of it is sealed.</summary>
    public static SealedRowStore Sealed(Database database, TenantKeys keys) => new(database, keys, Table, "entry_id", Body.Column, Notes.Column);

    /// <summary>All items of a conversation in their order; null when there is no such conversation.</summary>
    public Task<IReadOnlyList<ConversationItem>?> ItemsAsync(TenantId tenant, string conversationId, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        async cipher => await database.ReadAsync(
            tenant,
            async connection => await _lineage.ExistsAsync(connection, tenant, conversationId)
                ? (await connection.QueryAsync<Row>($"{_lineage.Items} AND i.body IS NOT NULL ORDER BY i.sequence", new { tenant = tenant.Value, id = conversationId })).AsList()
                : null,
            cancellationToken) is { } rows
            ? (IReadOnlyList<ConversationItem>)rows.ConvertAll(row => Map(cipher, row))
            : null,
        cancellationToken);

    /// <summary>A page of a conversation's items in their order; null when there is no such conversation.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="query">Which page; an item that was taken out may stand for its place.</param>
    /// <param name="spoken">Only what users and assistants said.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FastchatException">INVALID_VALUE: the page begins or ends at an item of another conversation.</exception>
    public Task<Page<ConversationItem>?> ListAsync(TenantId tenant, string conversationId, PageQuery query, bool spoken, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        cipher => database.ReadAsync(
            tenant,
            async connection =>
            {
                if (!await _lineage.ExistsAsync(connection, tenant, conversationId)) return null;
                var cursor = await PlaceAsync(connection, tenant, conversationId, query);
                var page = IdPages.For(database.Sql, "i.sequence", query);
                var rows = await connection.QueryAsync<Row>(
                    $"{_lineage.Items} AND i.body IS NOT NULL {(spoken ? "AND i.is_spoken = 1" : "")} {page.Where} {page.OrderAndLimit}",
                    page.With(new { tenant = tenant.Value, id = conversationId, cursor }));
                return page.Page(rows.AsList(), row => Map(cipher, row));
            },
            cancellationToken),
        cancellationToken);

    /// <summary>An item of a conversation; null when there is no such conversation, or no such item in it.</summary>
    public Task<ConversationItem?> FindAsync(TenantId tenant, string conversationId, string itemId, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        async cipher => await database.ReadAsync(
            tenant,
            async connection => await _lineage.ExistsAsync(connection, tenant, conversationId) ? await FindAsync(connection, tenant, conversationId, itemId) : null,
            cancellationToken) is { } row ? Map(cipher, row) : null,
        cancellationToken);

    /// <summary>Adds items to the end of a conversation; null when there is no such conversation.</summary>
    public Task<IReadOnlyList<ConversationItem>?> AppendAsync(TenantId tenant, string conversationId, IReadOnlyList<NewItem> items, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(tenant, connection => AppendAsync(connection, cipher, tenant, conversationId, items, clock.GetUtcNow()), cancellationToken),
        cancellationToken);

    /// <summary>Changes an item, which keeps its id and its place; null when there is no such conversation, or no such item in it.</summary>
    public Task<ConversationItem?> ChangeAsync(TenantId tenant, string conversationId, string itemId, Func<ConversationItem, NewItem> change, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await TakeAsync(connection, cipher, tenant, conversationId, itemId) is not { } old) return null;
                var (item, metadata) = change(old);
                var changed = new ConversationItem(old.Sequence, item, metadata ?? old.Metadata, old.CreatedAt);
                await connection.ExecuteAsync(Insert, Entry.Of(cipher, tenant, conversationId, changed));
                return changed;
            },
            cancellationToken),
        cancellationToken);

    /// <summary>Takes an item out of a conversation; false when there is no such conversation, or no such item in it.</summary>
    public Task<bool> RemoveAsync(TenantId tenant, string conversationId, string itemId, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await TakeAsync(connection, cipher, tenant, conversationId, itemId) is not { } old) return false;
                await connection.ExecuteAsync(Insert, Entry.Of(cipher, tenant, conversationId, old) with { Body = null, Metadata = null });
                return true;
            },
            cancellationToken),
        cancellationToken);

    /// <summary>Adds items within a transaction of the caller's; null when there is no such conversation.</summary>
    internal static async Task<IReadOnlyList<ConversationItem>?> AppendAsync(
        DbConnection connection, TenantCipher cipher, TenantId tenant, string conversationId, IReadOnlyList<NewItem> items, DateTimeOffset now)
    {
        // Whoever comes second waits here for the first, and takes the places behind his.
        var taken = new { tenant = tenant.Value, conversationId, count = items.Count };
        if (await connection.ExecuteAsync(
            "UPDATE conversations SET last_sequence = last_sequence + @count WHERE tenant_id = @tenant AND conversation_id = @conversationId AND deleted_at IS NULL", taken) == 0) return null;
        var last = await connection.ExecuteScalarAsync<long>("SELECT last_sequence FROM conversations WHERE tenant_id = @tenant AND conversation_id = @conversationId", taken);
        return await InsertAsync(connection, cipher, tenant, conversationId, last - items.Count + 1, items, now);
    }

    /// <summary>Adds items whose places nobody else can take.</summary>
    internal static async Task<IReadOnlyList<ConversationItem>> InsertAsync(
        DbConnection connection, TenantCipher cipher, TenantId tenant, string conversationId, long first, IReadOnlyList<NewItem> items, DateTimeOffset now)
    {
        var added = items.Select((item, i) => new ConversationItem(first + i, item.Item, item.Metadata ?? new Dictionary<string, string>(), now)).ToList();
        await connection.ExecuteAsync(Insert, added.Select(item => Entry.Of(cipher, tenant, conversationId, item)));
        return added;
    }

    // Frees an item's place, after the forks that share it have got what was there.
    private async Task<ConversationItem?> TakeAsync(DbConnection connection, TenantCipher cipher, TenantId tenant, string conversationId, string itemId)
    {
        if (await _lineage.LockAsync(connection, tenant, conversationId) is null || await FindAsync(connection, tenant, conversationId, itemId) is not { } row) return null;
        var item = Map(cipher, row);
        var place = new { tenant = tenant.Value, conversationId, sequence = row.Sequence };
        var sharing = (await connection.QueryAsync<string>(_lockSharing, place)).AsList();
        await connection.ExecuteAsync(_handDown, sharing.Select(fork => Entry.Of(cipher, tenant, fork, item)));
        await connection.ExecuteAsync("DELETE FROM conversation_items WHERE tenant_id = @tenant AND conversation_id = @conversationId AND sequence = @sequence", place);
        return item;
    }

    private Task<Row?> FindAsync(DbConnection connection, TenantId tenant, string conversationId, string itemId) => connection.QuerySingleOrDefaultAsync<Row>(
        $"{_lineage.Items} AND i.item_id = @itemId AND i.body IS NOT NULL", new { tenant = tenant.Value, id = conversationId, itemId });

    private async Task<long> PlaceAsync(DbConnection connection, TenantId tenant, string conversationId, PageQuery query)
    {
        if ((query.After ?? query.Before) is not { } itemId) return 0;
        var row = await connection.QuerySingleOrDefaultAsync<Row>($"{_lineage.Items} AND i.item_id = @itemId", new { tenant = tenant.Value, id = conversationId, itemId });
        var param = query.After is null ? "before" : "after";
        return row?.Sequence ?? throw FastchatException.InvalidValue(param, $"{param} must be an item of this listing, but is '{itemId}'.");
    }

    private static ConversationItem Map(TenantCipher cipher, Row row) => new(
        row.Sequence,
        ResponseItem.Parser.ParseFrom(cipher.Open(Body, row.EntryId, row.Body, row.KeyVersion)),
        ConversationNotes.Open(cipher, Notes, row.EntryId, row.Metadata, row.KeyVersion),
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));

    private sealed record Row(string EntryId, long Sequence, byte[]? Body, string? Metadata, long CreatedAt, long KeyVersion);

    private sealed record Entry(
        string Tenant, string EntryId, string ConversationId, long Sequence, string ItemId, long IsSpoken, byte[]? Body, string? Metadata, long CreatedAt, long KeyVersion)
    {
        public static Entry Of(TenantCipher cipher, TenantId tenant, string conversationId, ConversationItem item)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{conversationId}/{item.Sequence:D9}");
            return new Entry(
                tenant.Value, id, conversationId, item.Sequence, item.Id, item.IsSpoken ? 1 : 0,
                cipher.Seal(ConversationItemStore.Body, id, item.Item.ToByteArray()), ConversationNotes.Seal(cipher, Notes, id, item.Metadata),
                item.CreatedAt.ToUnixTimeMilliseconds(), cipher.Version);
        }
    }
}
