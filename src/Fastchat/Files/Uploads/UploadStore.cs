using System.Data.Common;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Files.Uploads;

/// <summary>Uploads and their parts, without the bytes.</summary>
public sealed class UploadStore(Database database)
{
    private const string Columns =
        """
        upload_id AS Id, filename AS Filename, purpose AS Purpose, size_bytes AS SizeBytes, lifetime AS Lifetime, created_at AS CreatedAt, expires_at AS ExpiresAt,
        status AS Status, file_id AS FileId, user_id AS UserId
        """;

    private readonly string _locked = $"SELECT {Columns} FROM uploads{database.Sql.LockedTable} WHERE tenant_id = @tenant AND upload_id = @uploadId{database.Sql.ForUpdate}";

    /// <summary>Adds an upload.</summary>
    public Task AddAsync(TenantId tenant, UploadRecord upload, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync(
            """
            INSERT INTO uploads (tenant_id, upload_id, filename, purpose, size_bytes, lifetime, status, created_at, expires_at, user_id)
            VALUES (@tenant, @Id, @Filename, @Purpose, @SizeBytes, @lifetime, @status, @created, @expires, @User)
            """,
            new
            {
                tenant = tenant.Value,
                upload.Id,
                upload.Filename,
                upload.Purpose,
                upload.SizeBytes,
                upload.User,
                lifetime = (long?)upload.Lifetime?.TotalMilliseconds,
                status = upload.Stored.ToString(),
                created = upload.CreatedAt.ToUnixTimeMilliseconds(),
                expires = upload.ExpiresAt.ToUnixTimeMilliseconds(),
            }),
        cancellationToken);

    /// <summary>An upload; null when the tenant has none of that id.</summary>
    public Task<UploadRecord?> FindAsync(TenantId tenant, string uploadId, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => Map(await connection.QuerySingleOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM uploads WHERE tenant_id = @tenant AND upload_id = @uploadId", new { tenant = tenant.Value, uploadId })),
        cancellationToken);

    /// <summary>Adds a part, whose bytes are kept already, to an upload that is pending by the part's time.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="uploadId">The upload.</param>
    /// <param name="part">The part.</param>
    /// <param name="check">Refuses it, given the upload and how many parts of how many bytes together it has; nothing changes those meanwhile.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <exception cref="FastchatException">UPLOAD_NOT_FOUND or UPLOAD_NOT_PENDING.</exception>
    public Task AddPartAsync(TenantId tenant, string uploadId, StoredPart part, Action<UploadRecord, long, long> check, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            var upload = await LockPendingAsync(connection, tenant, uploadId, part.CreatedAt);
            var row = new { tenant = tenant.Value, uploadId, part.Id, part.SizeBytes, created = part.CreatedAt.ToUnixTimeMilliseconds() };
            var (count, bytes) = await connection.QuerySingleAsync<(long, long)>(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) FROM upload_parts WHERE tenant_id = @tenant AND upload_id = @uploadId", row);
            check(upload, count, bytes);
            await connection.ExecuteAsync(
                "INSERT INTO upload_parts (tenant_id, part_id, upload_id, size_bytes, created_at) VALUES (@tenant, @Id, @uploadId, @SizeBytes, @created)", row);
        },
        cancellationToken);

    /// <summary>The parts of an upload, in the order of their ids.</summary>
    public Task<IReadOnlyList<StoredPart>> ListPartsAsync(TenantId tenant, string uploadId, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => (IReadOnlyList<StoredPart>)[.. (await connection.QueryAsync<(string Id, long SizeBytes, long CreatedAt)>(
            "SELECT part_id, size_bytes, created_at FROM upload_parts WHERE tenant_id = @tenant AND upload_id = @uploadId ORDER BY part_id", new { tenant = tenant.Value, uploadId }))
            .Select(p => new StoredPart(p.Id, p.SizeBytes, DateTimeOffset.FromUnixTimeMilliseconds(p.CreatedAt)))],
        cancellationToken);

    /// <summary>Whether a part is known.</summary>
    public Task<bool> HasPartAsync(TenantId tenant, string partId, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => await connection.ExecuteScalarAsync<int?>("SELECT 1 FROM upload_parts WHERE tenant_id = @tenant AND part_id = @partId", new { tenant = tenant.Value, partId }) is not null,
        cancellationToken);

    /// <summary>Ends an upload that is pending at a time.</summary>
    /// <exception cref="FastchatException">UPLOAD_NOT_FOUND or UPLOAD_NOT_PENDING.</exception>
    public Task CancelAsync(TenantId tenant, string uploadId, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(tenant, connection => EndAsync(connection, tenant, uploadId, UploadStatus.Cancelled, null, now), cancellationToken);

    /// <summary>Ends an upload that is pending at a time as a file, in the transaction that adds the file.</summary>
    /// <exception cref="FastchatException">UPLOAD_NOT_FOUND or UPLOAD_NOT_PENDING.</exception>
    public Task CompleteAsync(DbConnection connection, TenantId tenant, string uploadId, string fileId, DateTimeOffset now) =>
        EndAsync(connection, tenant, uploadId, UploadStatus.Completed, fileId, now);

    /// <summary>Removes a part, whose bytes are gone already.</summary>
    public Task DeletePartAsync(TenantId tenant, string partId, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync("DELETE FROM upload_parts WHERE tenant_id = @tenant AND part_id = @partId", new { tenant = tenant.Value, partId }),
        cancellationToken);

    /// <summary>The ids of the parts of uploads that a user began.</summary>
    public Task<IReadOnlyList<string>> ListPartsOfUserAsync(TenantId tenant, string user, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => (IReadOnlyList<string>)(await connection.QueryAsync<string>(
            """
            SELECT p.part_id FROM upload_parts p JOIN uploads u ON u.tenant_id = p.tenant_id AND u.upload_id = p.upload_id
            WHERE u.tenant_id = @tenant AND u.user_id = @user ORDER BY p.part_id
            """,
            new { tenant = tenant.Value, user })).AsList(),
        cancellationToken);

    /// <summary>Parts of uploads whose time is over, however they ended, of all tenants: for the sweeper alone.</summary>
    public Task<IReadOnlyList<(TenantId Tenant, string PartId)>> ListExpiredPartsAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator,
        async connection => (IReadOnlyList<(TenantId, string)>)[.. (await connection.QueryAsync<(string Tenant, string Part)>(
            $"""
            SELECT p.tenant_id, p.part_id FROM upload_parts p JOIN uploads u ON u.tenant_id = p.tenant_id AND u.upload_id = p.upload_id
            WHERE u.expires_at <= @now ORDER BY u.expires_at, p.part_id {database.Sql.Limit("@limit")}
            """,
            new { now = now.ToUnixTimeMilliseconds(), limit }))
            .Select(r => (new TenantId(r.Tenant), r.Part))],
        cancellationToken);

    /// <summary>Removes uploads without parts that expired before a time, of all tenants: for the sweeper alone.</summary>
    public Task<int> DeleteExpiredAsync(DateTimeOffset before, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        connection => connection.ExecuteAsync(
            """
            DELETE FROM uploads WHERE expires_at <= @before
            AND NOT EXISTS (SELECT 1 FROM upload_parts WHERE upload_parts.tenant_id = uploads.tenant_id AND upload_parts.upload_id = uploads.upload_id)
            """,
            new { before = before.ToUnixTimeMilliseconds() }),
        cancellationToken);

    private async Task EndAsync(DbConnection connection, TenantId tenant, string uploadId, UploadStatus status, string? fileId, DateTimeOffset now)
    {
        await LockPendingAsync(connection, tenant, uploadId, now);
        await connection.ExecuteAsync(
            "UPDATE uploads SET status = @status, file_id = @fileId WHERE tenant_id = @tenant AND upload_id = @uploadId", new { tenant = tenant.Value, uploadId, status = status.ToString(), fileId });
    }

    // Locked, so that of those who add to an upload and end it at once one comes after the other.
    private async Task<UploadRecord> LockPendingAsync(DbConnection connection, TenantId tenant, string uploadId, DateTimeOffset now)
    {
        var upload = Map(await connection.QuerySingleOrDefaultAsync<Row>(_locked, new { tenant = tenant.Value, uploadId })) ?? throw UploadRecord.NotFound(uploadId);
        upload.CheckPending(now);
        return upload;
    }

    private static UploadRecord? Map(Row? row) => row is null
        ? null
        : new UploadRecord(row.Id, row.Filename, row.Purpose, row.SizeBytes, row.Lifetime is { } lifetime ? TimeSpan.FromMilliseconds(lifetime) : null,
            DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt), Enum.Parse<UploadStatus>(row.Status), row.FileId, row.UserId);

    private sealed record Row(string Id, string Filename, string Purpose, long SizeBytes, long? Lifetime, long CreatedAt, long ExpiresAt, string Status, string? FileId, string UserId);
}
