using System.Data.Common;
using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Files;

/// <summary>Descriptions of files.</summary>
public sealed class FileStore(Database database)
{
    private const string Columns =
        "file_id AS Id, filename AS Filename, content_type AS ContentType, kind AS Kind, size_bytes AS SizeBytes, sha256 AS Sha256, purpose AS Purpose, created_at AS CreatedAt, expires_at AS ExpiresAt";

    /// <summary>Adds a file.</summary>
    /// <param name="tenant">Whose file it is.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <param name="within">What is written in the same transaction; when it fails, there is no file.</param>
    public Task AddAsync(TenantId tenant, StoredFile file, CancellationToken cancellationToken, Func<DbConnection, Task>? within = null) => database.WriteAsync(
        tenant,
        async connection =>
        {
            if (within is not null) await within(connection);
            await connection.ExecuteAsync(
                """
                INSERT INTO files (tenant_id, file_id, filename, content_type, kind, size_bytes, sha256, purpose, created_at, expires_at, user_id)
                VALUES (@tenant, @Id, @Filename, @ContentType, @kind, @SizeBytes, @Sha256, @Purpose, @created, @expires, @User)
                """,
                new
                {
                    tenant = tenant.Value,
                    file.Id,
                    file.Filename,
                    file.ContentType,
                    kind = file.Kind.ToString(),
                    file.SizeBytes,
                    file.Sha256,
                    file.Purpose,
                    file.User,
                    created = file.CreatedAt.ToUnixTimeMilliseconds(),
                    expires = file.ExpiresAt?.ToUnixTimeMilliseconds(),
                });
        },
        cancellationToken);

    /// <summary>A file; null when the tenant has none of that id.</summary>
    public Task<StoredFile?> FindAsync(TenantId tenant, string fileId, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => Map(await connection.QuerySingleOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM files WHERE tenant_id = @tenant AND file_id = @fileId", new { tenant = tenant.Value, fileId })),
        cancellationToken);

    /// <summary>A page of files by time of upload.</summary>
    public Task<Page<StoredFile>> ListAsync(TenantId tenant, string purpose, PageQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection =>
        {
            var page = IdPages.For(database.Sql, "file_id", query);
            var rows = (await connection.QueryAsync<Row>(
                $"SELECT {Columns} FROM files WHERE tenant_id = @tenant AND (@purpose = '' OR purpose = @purpose) {page.Where} {page.OrderAndLimit}",
                page.With(new { tenant = tenant.Value, purpose }))).AsList();
            return page.Page(rows, r => Map(r)!);
        },
        cancellationToken);

    /// <summary>Removes a file's description with the rows that hang on it, and gives what <paramref name="before"/> read; null when there is none.</summary>
    /// <param name="tenant">Whose file it is.</param>
    /// <param name="fileId">The file.</param>
    /// <param name="before">Reads, in the same transaction, what goes with the description.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    public Task<T?> DeleteAsync<T>(TenantId tenant, string fileId, Func<DbConnection, Task<T>> before, CancellationToken cancellationToken)
        where T : class => database.WriteAsync(
            tenant,
            async connection =>
            {
                // Locked first, so that what hangs on it is read as it stands when the file goes.
                var key = new { tenant = tenant.Value, fileId };
                await connection.ExecuteScalarAsync<int?>($"SELECT 1 FROM files{database.Sql.LockedTable} WHERE tenant_id = @tenant AND file_id = @fileId{database.Sql.ForUpdate}", key);
                var read = await before(connection);
                return await connection.ExecuteAsync("DELETE FROM files WHERE tenant_id = @tenant AND file_id = @fileId", key) == 1 ? read : null;
            },
            cancellationToken);

    /// <summary>Files whose time is over, of all tenants: for the sweeper alone.</summary>
    public Task<IReadOnlyList<(TenantId Tenant, string FileId)>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator,
        async connection => (IReadOnlyList<(TenantId, string)>)[.. (await connection.QueryAsync<(string Tenant, string File)>(
            $"SELECT tenant_id, file_id FROM files WHERE expires_at <= @now ORDER BY expires_at {database.Sql.Limit("@limit")}", new { now = now.ToUnixTimeMilliseconds(), limit }))
            .Select(r => (new TenantId(r.Tenant), r.File))],
        cancellationToken);

    /// <summary>The ids of the files that a user uploaded.</summary>
    public Task<IReadOnlyList<string>> ListOfUserAsync(TenantId tenant, string user, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection => (IReadOnlyList<string>)(await connection.QueryAsync<string>(
            "SELECT file_id FROM files WHERE tenant_id = @tenant AND user_id = @user ORDER BY file_id", new { tenant = tenant.Value, user })).AsList(),
        cancellationToken);

    /// <summary>Lets the files that were uploaded before a time expire now, and says how many that were.</summary>
    public Task<int> ExpireAsync(TenantId tenant, DateTimeOffset uploadedBefore, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync(
            "UPDATE files SET expires_at = @now WHERE tenant_id = @tenant AND created_at < @before AND (expires_at IS NULL OR expires_at > @now)",
            new { tenant = tenant.Value, before = uploadedBefore.ToUnixTimeMilliseconds(), now = now.ToUnixTimeMilliseconds() }),
        cancellationToken);

    private static StoredFile? Map(Row? row) => row is null
        ? null
        : new StoredFile(row.Id, row.Filename, row.ContentType, Enum.Parse<FileKind>(row.Kind), row.SizeBytes, row.Sha256, row.Purpose,
            DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            row.ExpiresAt is { } expires ? DateTimeOffset.FromUnixTimeMilliseconds(expires) : null);

    private sealed record Row(string Id, string Filename, string ContentType, string Kind, long SizeBytes, string Sha256, string Purpose, long CreatedAt, long? ExpiresAt);
}
