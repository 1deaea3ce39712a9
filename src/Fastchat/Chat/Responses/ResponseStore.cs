using System.Data.Common;
using Dapper;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Storage;
using Google.Protobuf;

namespace Fastchat.Chat.Responses;

/// <summary>
/// What was asked for responses that are stored; requests and inputs are sealed. Responses that go on from each other share their
/// root, so that a line of them is read at once, however long.
/// </summary>
public sealed class ResponseStore(Database database, TenantKeys keys)
{
    private const string Table = "responses";
    private const int RowsAtOnce = 200;
    private const string Columns = "response_id AS Id, previous_id AS PreviousId, request AS Request, input AS Input, created_at AS CreatedAt, key_version AS KeyVersion";
    private static readonly SealedPlace Request = new(Table, "request");
    private static readonly SealedPlace Input = new(Table, "input");

    /// <summary>What of it is sealed.</summary>
    public static SealedRowStore Sealed(Database database, TenantKeys keys) => new(database, keys, Table, "response_id", Request.Column, Input.Column);

    /// <summary>Keeps what was asked.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="response">What was asked.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <param name="user">The user within the tenant; null for nobody.</param>
    public Task AddAsync(TenantId tenant, StoredResponse response, CancellationToken cancellationToken, string? user = null) => keys.UseAsync(
        tenant,
        cipher =>
        {
            var row = new
            {
                tenant = tenant.Value,
                id = response.Id,
                previous = response.PreviousId ?? "",
                request = cipher.Seal(Request, response.Id, response.Request.ToByteArray()),
                input = cipher.Seal(Input, response.Id, new ResponseItemList { Items = { response.Input } }.ToByteArray()),
                now = response.CreatedAt.ToUnixTimeMilliseconds(),
                version = cipher.Version,
                user = user ?? "",
                background = ResponseRules.IsBackground(response.Request) ? 1 : 0,
            };
            return database.WriteAsync(
                tenant,
                connection => connection.ExecuteAsync(
                    """
                    INSERT INTO responses (tenant_id, response_id, previous_id, root_id, request, input, created_at, key_version, user_id, is_background)
                    SELECT @tenant, @id, @previous, COALESCE((SELECT root_id FROM responses WHERE tenant_id = @tenant AND response_id = @previous), @id), @request, @input, @now, @version, @user, @background
                    """,
                    row),
                cancellationToken);
        },
        cancellationToken);

    /// <summary>What was asked; null when the tenant has no response of that id.</summary>
    public async Task<StoredResponse?> FindAsync(TenantId tenant, string responseId, CancellationToken cancellationToken) =>
        (await ReadAsync(tenant, [responseId], cancellationToken)).GetValueOrDefault(responseId);

    /// <summary>The response whose id begins so; null when the tenant has none.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="stem">All of the id but its end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<StoredResponse?> FindByStemAsync(TenantId tenant, string stem, CancellationToken cancellationToken)
    {
        // Behind all letters and digits.
        var id = await database.ReadAsync(
            tenant,
            connection => connection.QueryFirstOrDefaultAsync<string>(
                $"SELECT response_id FROM responses WHERE tenant_id = @tenant AND response_id >= @stem AND response_id < @behind ORDER BY response_id {database.Sql.Limit("@take")}",
                new { tenant = tenant.Value, stem, behind = $"{stem}~", take = 1 }),
            cancellationToken);
        return id is null ? null : await FindAsync(tenant, id, cancellationToken);
    }

    /// <summary>A response and those that it goes on from, the oldest first; empty when the response, or one before it, is not there.</summary>
    public async Task<IReadOnlyList<StoredResponse>> LineAsync(TenantId tenant, string responseId, CancellationToken cancellationToken)
    {
        var links = (await database.ReadAsync(
            tenant,
            connection => connection.QueryAsync<Link>(
                """
                SELECT response_id AS Id, previous_id AS PreviousId FROM responses
                WHERE tenant_id = @tenant AND root_id = (SELECT root_id FROM responses WHERE tenant_id = @tenant AND response_id = @responseId)
                """,
                new { tenant = tenant.Value, responseId }),
            cancellationToken)).ToDictionary(l => l.Id, l => l.PreviousId);
        var line = new List<string>();
        for (var id = responseId; id.Length > 0; id = links[id])
        {
            if (!links.ContainsKey(id)) return [];
            line.Add(id);
        }

        line.Reverse();
        var found = await ReadAsync(tenant, line, cancellationToken);
        return line.All(found.ContainsKey) ? [.. line.Select(id => found[id])] : [];
    }

    /// <summary>Forgets what was asked; false when there is no such response.</summary>
    public Task<bool> DeleteAsync(TenantId tenant, string responseId, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync("DELETE FROM responses WHERE tenant_id = @tenant AND response_id = @responseId", new { tenant = tenant.Value, responseId }) == 1,
        cancellationToken);

    /// <summary>Within a transaction: whether there is such a response, and it was made in the background.</summary>
    internal static async Task<bool> IsBackgroundAsync(DbConnection connection, TenantId tenant, string responseId) =>
        await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM responses WHERE tenant_id = @tenant AND response_id = @responseId AND is_background = 1", new { tenant = tenant.Value, responseId }) == 1;

    private Task<Dictionary<string, StoredResponse>> ReadAsync(TenantId tenant, IReadOnlyList<string> ids, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        async cipher =>
        {
            var found = new Dictionary<string, StoredResponse>();
            foreach (var some in ids.Chunk(RowsAtOnce))
            {
                var rows = await database.ReadAsync(
                    tenant,
                    connection => connection.QueryAsync<Row>(
                        $"SELECT {Columns} FROM responses WHERE tenant_id = @tenant AND {database.Sql.In("response_id", "@ids")}", new { tenant = tenant.Value, ids = some }),
                    cancellationToken);
                foreach (var row in rows) found[row.Id] = Map(cipher, row);
            }

            return found;
        },
        cancellationToken);

    private static StoredResponse Map(TenantCipher cipher, Row row) => new(
        row.Id,
        row.PreviousId.Length > 0 ? row.PreviousId : null,
        ResponseParams.Parser.ParseFrom(cipher.Open(Request, row.Id, row.Request, row.KeyVersion)),
        ResponseItemList.Parser.ParseFrom(cipher.Open(Input, row.Id, row.Input, row.KeyVersion)).Items,
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));

    private sealed record Link(string Id, string PreviousId);

    private sealed record Row(string Id, string PreviousId, byte[] Request, byte[] Input, long CreatedAt, long KeyVersion);
}
