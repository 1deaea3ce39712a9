using Dapper;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Storage;
using Google.Protobuf;

namespace Fastchat.Chat.Completions;

/// <summary>Chat completions that were made with "store": true.</summary>
public sealed class CompletionStore(Database database, TimeProvider clock)
{
    /// <summary>Keeps a completion with the notes of its request.</summary>
    public Task AddAsync(TenantId tenant, ChatCompletion completion, IEnumerable<KeyValuePair<string, string>> metadata, CancellationToken cancellationToken)
    {
        var stored = completion.Clone();
        foreach (var (key, value) in metadata) stored.Metadata[key] = value;
        return database.WriteAsync(
            tenant,
            connection => connection.ExecuteAsync(
                "INSERT INTO chat_completions (tenant_id, completion_id, body, created_at) VALUES (@tenant, @id, @body, @now)",
                new { tenant = tenant.Value, id = completion.Id, body = stored.ToByteArray(), now = clock.GetUtcNow().ToUnixTimeMilliseconds() }),
            cancellationToken);
    }

    /// <summary>A stored completion; null when the tenant has none of that id.</summary>
    public Task<ChatCompletion?> FindAsync(TenantId tenant, string completionId, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => await connection.QuerySingleOrDefaultAsync<byte[]>(
            "SELECT body FROM chat_completions WHERE tenant_id = @tenant AND completion_id = @completionId", new { tenant = tenant.Value, completionId }) is { } body
            ? ChatCompletion.Parser.ParseFrom(body)
            : null,
        cancellationToken);

    /// <summary>Deletes a stored completion; false when there is none.</summary>
    public Task<bool> DeleteAsync(TenantId tenant, string completionId, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync(
            "DELETE FROM chat_completions WHERE tenant_id = @tenant AND completion_id = @completionId", new { tenant = tenant.Value, completionId }) == 1,
        cancellationToken);
}
