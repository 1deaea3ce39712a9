using Dapper;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Storage;

namespace Fastchat.Chat.Context;

/// <summary>Summaries of beginnings of conversations, sealed, under the names that <see cref="HistoryHash"/> gives. They can be made again, and are not kept for long.</summary>
public sealed class SummaryStore(Database database, TenantKeys keys, TimeProvider clock)
{
    private const string Table = "conversation_summaries";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);
    private static readonly SealedPlace Summary = new(Table, "summary");

    private readonly string _insert = database.Sql.InsertNew(
        Table, "tenant_id, summary_id",
        ("tenant_id", "@tenant"), ("summary_id", "@id"), ("summary", "@summary"), ("created_at", "@now"), ("key_version", "@version"), ("user_id", "@user"));

    /// <summary>What of it is sealed.</summary>
    public static SealedRowStore Sealed(Database database, TenantKeys keys) => new(database, keys, Table, "summary_id", Summary.Column);

    /// <summary>The summaries that there are of some names.</summary>
    public Task<IReadOnlyDictionary<string, string>> FindAsync(TenantId tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        async cipher =>
        {
            var rows = await database.ReadAsync(
                tenant,
                connection => connection.QueryAsync<Row>(
                    $"SELECT summary_id AS Id, summary AS Summary, key_version AS KeyVersion FROM {Table} WHERE tenant_id = @tenant AND created_at >= @since AND {database.Sql.In("summary_id", "@ids")}",
                    new { tenant = tenant.Value, since = Now - (long)Lifetime.TotalMilliseconds, ids = ids.ToArray() }),
                cancellationToken);
            return (IReadOnlyDictionary<string, string>)rows.ToDictionary(r => r.Id, r => cipher.Open(Summary, r.Id, r.Summary, r.KeyVersion)!);
        },
        cancellationToken);

    /// <summary>Keeps a summary, unless there is one of that name, and forgets the tenant's that are too old.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="id">Its name.</param>
    /// <param name="summary">The words.</param>
    /// <param name="user">The user within the tenant; null for nobody.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    public Task AddAsync(TenantId tenant, string id, string summary, string? user, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(
            tenant,
            async connection =>
            {
                await connection.ExecuteAsync($"DELETE FROM {Table} WHERE tenant_id = @tenant AND created_at < @before", new { tenant = tenant.Value, before = Now - (long)Lifetime.TotalMilliseconds });
                return await connection.ExecuteAsync(_insert, new { tenant = tenant.Value, id, summary = cipher.Seal(Summary, id, summary), now = Now, version = cipher.Version, user = user ?? "" });
            },
            cancellationToken),
        cancellationToken);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Row(string Id, string Summary, long KeyVersion);
}
