using Dapper;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Storage;

namespace Fastchat.Governance.Idempotency;

/// <summary>
/// Requests that their callers have named, and what they were answered, sealed and for a day. One call at a time holds a request;
/// one that does not renew its hold, because its server died, loses it.
/// </summary>
public sealed class IdempotencyStore(Database database, TenantKeys keys, TimeProvider clock)
{
    /// <summary>How long answers are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>How long a request is held without being renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const string Table = "idempotent_requests";
    private const string One = "WHERE tenant_id = @tenant AND request_id = @id";
    private const string UnderWay = "under_way";
    private const string Answered = "answered";
    private const string Secret = "secret";
    private static readonly SealedPlace Place = new(Table, "answer");

    private readonly string _claim = database.Sql.InsertNew(Table, "tenant_id, request_id",
        ("tenant_id", "@tenant"), ("request_id", "@id"), ("request_hash", "@hash"), ("state", "@state"), ("created_at", "@now"), ("held_until", "@until"), ("key_version", "@version"), ("user_id", "@user"));

    private readonly string _lock = $"SELECT request_id FROM {Table}{database.Sql.LockedTable} {One}{database.Sql.ForUpdate}";

    /// <summary>What of it is sealed.</summary>
    public static SealedRowStore Sealed(Database database, TenantKeys keys) => new(database, keys, Table, "request_id", Place.Column);

    /// <summary>Takes hold of a request, or says what became of it.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <param name="user">The user within the tenant; null for nobody.</param>
    /// <exception cref="FastchatException">REQUEST_ID_REUSED: another request has that name.</exception>
    public Task<IdempotencyClaim> ClaimAsync(TenantId tenant, IdempotentRequest request, CancellationToken cancellationToken, string? user = null) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(
            tenant,
            async connection =>
            {
                var now = clock.GetUtcNow();
                var row = new
                {
                    tenant = tenant.Value,
                    id = request.Id,
                    hash = request.Hash,
                    state = UnderWay,
                    now = now.ToUnixTimeMilliseconds(),
                    until = (now + Lease).ToUnixTimeMilliseconds(),
                    old = (now - Kept).ToUnixTimeMilliseconds(),
                    version = cipher.Version,
                    user = user ?? "",
                };
                await connection.ExecuteAsync($"DELETE FROM {Table} WHERE tenant_id = @tenant AND created_at < @old AND held_until < @now", row);
                if (await connection.ExecuteAsync(_claim, row) == 1) return new IdempotencyClaim(IsMine: true);

                // Two statements: what is read is what was there when the lock was had.
                await connection.ExecuteScalarAsync<string>(_lock, row);
                var found = await connection.QuerySingleOrDefaultAsync<Row>(
                    $"SELECT request_hash AS Hash, state AS State, held_until AS HeldUntil, answer AS Answer, key_version AS KeyVersion FROM {Table} {One}", row);
                if (found is null) return default;
                if (found.Hash != request.Hash)
                    throw new FastchatException(ErrorReason.RequestIdReused, $"The {IdempotentRequest.Header} was used for another request; a new request needs a new one.", IdempotentRequest.Header);
                if (found.State == Secret) return new IdempotencyClaim(IsSecret: true);
                if (found.State == Answered) return new IdempotencyClaim(Answer: cipher.Open(Place, request.Id, found.Answer, found.KeyVersion));
                if (found.HeldUntil >= row.now) return default;
                await connection.ExecuteAsync($"UPDATE {Table} SET held_until = @until, created_at = @now {One}", row);
                return new IdempotencyClaim(IsMine: true);
            },
            cancellationToken),
        cancellationToken);

    /// <summary>Holds a request for longer.</summary>
    public Task RenewAsync(TenantId tenant, IdempotentRequest request, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync(
            $"UPDATE {Table} SET held_until = @until {One} AND state = @state", new { tenant = tenant.Value, id = request.Id, state = UnderWay, until = (clock.GetUtcNow() + Lease).ToUnixTimeMilliseconds() }),
        cancellationToken);

    /// <summary>Keeps what a request was answered.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="request">The request.</param>
    /// <param name="answer">The answer, a Protobuf message; null for one that holds a secret.</param>
    public Task AnswerAsync(TenantId tenant, IdempotentRequest request, byte[]? answer) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(
            tenant,
            connection => connection.ExecuteAsync(
                $"UPDATE {Table} SET state = @state, answer = @answer, key_version = @version {One}",
                new { tenant = tenant.Value, id = request.Id, state = answer is null ? Secret : Answered, answer = cipher.Seal(Place, request.Id, answer), version = cipher.Version }),
            CancellationToken.None),
        CancellationToken.None);

    /// <summary>Lets a request go that was not done: whoever repeats it does it.</summary>
    public Task ForgetAsync(TenantId tenant, IdempotentRequest request) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync($"DELETE FROM {Table} {One} AND state = @state", new { tenant = tenant.Value, id = request.Id, state = UnderWay }),
        CancellationToken.None);

    private sealed record Row(string Hash, string State, long HeldUntil, byte[]? Answer, long KeyVersion);
}
