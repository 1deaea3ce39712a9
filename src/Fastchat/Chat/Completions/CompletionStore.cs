using System.Data.Common;
using Dapper;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Storage;
using Google.Protobuf;

namespace Fastchat.Chat.Completions;

/// <summary>
/// Chat completions that were made with "store": true, and the messages that they answer; both are sealed. Beside them, not
/// sealed, stands what they are looked for by: the model and the notes.
/// </summary>
public sealed class CompletionStore(Database database, TenantKeys keys, TimeProvider clock)
{
    private const string Table = "chat_completions";
    private const string Select = "SELECT completion_id AS Id, body AS Body, messages AS Messages, key_version AS KeyVersion FROM chat_completions";
    private const string One = "WHERE tenant_id = @tenant AND completion_id = @completionId";
    private static readonly SealedPlace Body = new(Table, "body");
    private static readonly SealedPlace Messages = new(Table, "messages");

    private readonly string _lockOne = $"{Select}{database.Sql.LockedTable} {One}{database.Sql.ForUpdate}";

    /// <summary>What of it is sealed.</summary>
    public static SealedRowStore Sealed(Database database, TenantKeys keys) => new(database, keys, Table, "completion_id", Body.Column, Messages.Column);

    /// <summary>Keeps a completion with the messages and the notes of its request.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="completion">The completion.</param>
    /// <param name="asked">The request.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <param name="user">The user within the tenant; null for nobody.</param>
    public Task AddAsync(TenantId tenant, ChatCompletion completion, ChatCompletionParams asked, CancellationToken cancellationToken, string? user = null)
    {
        var stored = completion.Clone();
        stored.Metadata.Add(asked.Metadata);
        var messages = new ChatCompletionParams { Messages = { asked.Messages } };
        return keys.UseAsync(
            tenant,
            cipher =>
            {
                var row = new
                {
                    tenant = tenant.Value,
                    completionId = completion.Id,
                    body = cipher.Seal(Body, completion.Id, stored.ToByteArray()),
                    messages = cipher.Seal(Messages, completion.Id, messages.ToByteArray()),
                    model = completion.Model,
                    now = clock.GetUtcNow().ToUnixTimeMilliseconds(),
                    version = cipher.Version,
                    user = user ?? "",
                };
                return database.WriteAsync(
                    tenant,
                    async connection =>
                    {
                        await connection.ExecuteAsync(
                            """
                            INSERT INTO chat_completions (tenant_id, completion_id, body, messages, model, created_at, key_version, user_id)
                            VALUES (@tenant, @completionId, @body, @messages, @model, @now, @version, @user)
                            """,
                            row);
                        await AddNotesAsync(connection, tenant, completion.Id, stored.Metadata);
                    },
                    cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>A stored completion; null when the tenant has none of that id.</summary>
    public Task<ChatCompletion?> FindAsync(TenantId tenant, string completionId, CancellationToken cancellationToken) =>
        ReadAsync(tenant, completionId, OpenBody, cancellationToken);

    /// <summary>The messages that a stored completion answers; null when the tenant has none of that id.</summary>
    public Task<IReadOnlyList<ChatMessage>?> FindMessagesAsync(TenantId tenant, string completionId, CancellationToken cancellationToken) => ReadAsync(
        tenant,
        completionId,
        // Those of before messages were stored have none.
        IReadOnlyList<ChatMessage> (cipher, row) => cipher.Open(Messages, row.Id, row.Messages, row.KeyVersion) is { } messages ? ChatCompletionParams.Parser.ParseFrom(messages).Messages : [],
        cancellationToken);

    /// <summary>A page of stored completions by time.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="model">Only those of this model; null for all.</param>
    /// <param name="notes">Only those with all of these.</param>
    /// <param name="query">Which page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Page<ChatCompletion>> ListAsync(
        TenantId tenant, string? model, IReadOnlyCollection<KeyValuePair<string, string>> notes, PageQuery query, CancellationToken cancellationToken)
    {
        var page = IdPages.For(database.Sql, "completion_id", query);
        var parameters = new DynamicParameters(page.With(new { tenant = tenant.Value, model }));
        var filters = notes.Select((note, i) =>
        {
            parameters.AddDynamicParams(new Dictionary<string, object> { [$"name{i}"] = note.Key, [$"value{i}"] = note.Value });
            return $"AND completion_id IN (SELECT completion_id FROM chat_completion_metadata WHERE tenant_id = @tenant AND name = @name{i} AND value = @value{i})";
        });
        var statement = $"{Select} WHERE tenant_id = @tenant {(model is null ? "" : "AND model = @model")} {string.Join(' ', filters)} {page.Where} {page.OrderAndLimit}";
        return keys.UseAsync(
            tenant,
            async cipher => page.Page(
                (await database.ReadAsync(tenant, connection => connection.QueryAsync<Row>(statement, parameters), cancellationToken)).AsList(),
                row => OpenBody(cipher, row)),
            cancellationToken);
    }

    /// <summary>Replaces the notes of a stored completion, which comes back; null when the tenant has none of that id.</summary>
    public Task<ChatCompletion?> UpdateAsync(TenantId tenant, string completionId, IReadOnlyCollection<KeyValuePair<string, string>> notes, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(
            tenant,
            async connection =>
            {
                var key = new { tenant = tenant.Value, completionId };
                if (await connection.QuerySingleOrDefaultAsync<Row>(_lockOne, key) is not { } row) return null;
                var completion = OpenBody(cipher, row);
                completion.Metadata.Clear();
                foreach (var (name, value) in notes) completion.Metadata[name] = value;

                // A row has one version: what it seals besides is sealed anew with it.
                await connection.ExecuteAsync(
                    $"UPDATE chat_completions SET body = @body, messages = @messages, model = @model, key_version = @version {One}",
                    new
                    {
                        key.tenant,
                        completionId,
                        body = cipher.Seal(Body, completionId, completion.ToByteArray()),
                        messages = cipher.Seal(Messages, completionId, cipher.Open(Messages, completionId, row.Messages, row.KeyVersion)),
                        model = completion.Model,
                        version = cipher.Version,
                    });
                await connection.ExecuteAsync($"DELETE FROM chat_completion_metadata {One}", key);
                await AddNotesAsync(connection, tenant, completionId, completion.Metadata);
                return completion;
            },
            cancellationToken),
        cancellationToken);

    /// <summary>Deletes a stored completion; false when there is none.</summary>
    public Task<bool> DeleteAsync(TenantId tenant, string completionId, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync($"DELETE FROM chat_completions {One}", new { tenant = tenant.Value, completionId }) == 1,
        cancellationToken);

    private Task<T?> ReadAsync<T>(TenantId tenant, string completionId, Func<TenantCipher, Row, T> open, CancellationToken cancellationToken)
        where T : class => keys.UseAsync(
            tenant,
            async cipher => await database.ReadAsync(
                tenant, connection => connection.QuerySingleOrDefaultAsync<Row>($"{Select} {One}", new { tenant = tenant.Value, completionId }), cancellationToken) is { } row ? open(cipher, row) : null,
            cancellationToken);

    private static ChatCompletion OpenBody(TenantCipher cipher, Row row) => ChatCompletion.Parser.ParseFrom(cipher.Open(Body, row.Id, row.Body, row.KeyVersion));

    private static Task AddNotesAsync(DbConnection connection, TenantId tenant, string completionId, IEnumerable<KeyValuePair<string, string>> notes) => connection.ExecuteAsync(
        "INSERT INTO chat_completion_metadata (tenant_id, completion_id, name, value) VALUES (@tenant, @completionId, @name, @value)",
        notes.Select(note => new { tenant = tenant.Value, completionId, name = note.Key, value = note.Value }));

    private sealed record Row(string Id, byte[] Body, byte[]? Messages, long KeyVersion);
}
