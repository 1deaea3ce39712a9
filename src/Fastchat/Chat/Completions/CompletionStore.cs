using Dapper;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Storage;
using Google.Protobuf;

namespace Fastchat.Chat.Completions;

/// <summary>Chat completions that were made with "store": true; their bodies are sealed.</summary>
public sealed class CompletionStore(Database database, TenantKeys keys, TimeProvider clock)
{
    private const string Table = "chat_completions";
    private static readonly SealedPlace Body = new(Table, "body");

    /// <summary>What of it is sealed.</summary>
    public static SealedRowStore Sealed(Database database, TenantKeys keys) => new(database, keys, Table, "completion_id", Body.Column);

    /// <summary>Keeps a completion with the notes of its request.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="completion">The completion.</param>
    /// <param name="metadata">The notes.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <param name="user">The user within the tenant; null for nobody.</param>
    public Task AddAsync(TenantId tenant, ChatCompletion completion, IEnumerable<KeyValuePair<string, string>> metadata, CancellationToken cancellationToken, string? user = null)
    {
        var stored = completion.Clone();
        foreach (var (key, value) in metadata) stored.Metadata[key] = value;
        return keys.UseAsync(
            tenant,
            cipher =>
            {
                var (body, now) = (cipher.Seal(Body, completion.Id, stored.ToByteArray()), clock.GetUtcNow().ToUnixTimeMilliseconds());
                return database.WriteAsync(
                    tenant,
                    connection => connection.ExecuteAsync(
                        "INSERT INTO chat_completions (tenant_id, completion_id, body, created_at, key_version, user_id) VALUES (@tenant, @id, @body, @now, @version, @user)",
                        new { tenant = tenant.Value, id = completion.Id, body, now, version = cipher.Version, user = user ?? "" }),
                    cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>A stored completion; null when the tenant has none of that id.</summary>
    public Task<ChatCompletion?> FindAsync(TenantId tenant, string completionId, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        async cipher => await database.ReadAsync(
            tenant,
            connection => connection.QuerySingleOrDefaultAsync<Row>(
                "SELECT body AS Body, key_version AS KeyVersion FROM chat_completions WHERE tenant_id = @tenant AND completion_id = @completionId",
                new { tenant = tenant.Value, completionId }),
            cancellationToken) is { } row
            ? ChatCompletion.Parser.ParseFrom(cipher.Open(Body, completionId, row.Body, row.KeyVersion))
            : null,
        cancellationToken);

    /// <summary>Deletes a stored completion; false when there is none.</summary>
    public Task<bool> DeleteAsync(TenantId tenant, string completionId, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync(
            "DELETE FROM chat_completions WHERE tenant_id = @tenant AND completion_id = @completionId", new { tenant = tenant.Value, completionId }) == 1,
        cancellationToken);

    private sealed record Row(byte[] Body, long KeyVersion);
}
