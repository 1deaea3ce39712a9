using System.Data.Common;
using Dapper;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.ModelGateway.Registry;

/// <summary>
/// The entries of the registry that the API has made. Nothing is overwritten: each version adds what it makes of its entries,
/// and the state at a version is the last of each. Keys of providers have no history.
/// </summary>
public sealed class RegistryStore(Database database, TimeProvider clock)
{
    private const string Topic = "model_registry";
    private const string VersionColumns = "version AS Version, created_at AS CreatedAt, actor AS Actor, action AS Action, entry_kind AS EntryKind, entry_name AS EntryName, restored AS Restored";

    private readonly string _first = database.Sql.InsertNew("model_registry", "registry_id", ("registry_id", "1"), ("version", "0"));

    /// <summary>Tells that the registry has changed, or may have, on this node or another.</summary>
    public IDisposable Watch(Action changed) => database.Changes.Subscribe(Topic, _ => changed());

    /// <summary>The version now.</summary>
    public Task<long> VersionAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(StorageScope.Operator, c => c.ExecuteScalarAsync<long>("SELECT COALESCE(MAX(version), 0) FROM model_registry"), cancellationToken);

    /// <summary>All entries now.</summary>
    public Task<RegistryState> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator,
        async connection => await StateAsync(connection, await connection.ExecuteScalarAsync<long>("SELECT COALESCE(MAX(version), 0) FROM model_registry")),
        cancellationToken);

    /// <summary>Changes entries, which makes a version.</summary>
    /// <param name="intent">Who changes what.</param>
    /// <param name="decide">
    /// What it comes to, from the entries as they are now and, of a rollback, as they were; a refusal is thrown. None: nothing
    /// is changed, and no version made.
    /// </param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <returns>The version, and what it made of entries.</returns>
    /// <exception cref="FastchatException">REGISTRY_CONFLICT: the version is not the one that was expected; or what <paramref name="decide"/> throws.</exception>
    public Task<(long Version, IReadOnlyList<RegistryEdit> Edits)> ChangeAsync(
        RegistryIntent intent, Func<RegistryState, RegistryState?, IReadOnlyList<RegistryEdit>> decide, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        async connection =>
        {
            await connection.ExecuteAsync(_first);
            var version = await connection.ExecuteScalarAsync<long>($"SELECT version FROM model_registry{database.Sql.LockedTable} WHERE registry_id = 1{database.Sql.ForUpdate}");
            if (intent.Expected is { } expected && expected != version)
                throw new FastchatException(ErrorReason.RegistryConflict, $"The registry is at version {version}, not {expected}: somebody has changed it meanwhile. Read it again.", "expected_version");
            if (intent.Restored > version) throw FastchatException.InvalidValue("version", $"version must be 0 to {version}, but is {intent.Restored}.");
            var now = await StateAsync(connection, version);
            var edits = decide(now, intent.Restored is { } restored ? await StateAsync(connection, restored) : null);
            if (edits.Count == 0) return (version, edits);
            await AddAsync(connection, ++version, intent, edits, now);
            return (version, edits);
        },
        cancellationToken,
        new Change(Topic, "all"));

    /// <summary>A page of versions, newest first.</summary>
    public Task<Page<RegistryVersionRecord>> ListVersionsAsync(int limit, long? before, CancellationToken cancellationToken) => database.ReadAsync(
        StorageScope.Operator,
        async connection =>
        {
            var rows = (await connection.QueryAsync<VersionRow>(
                $"SELECT {VersionColumns} FROM model_registry_versions WHERE version < @before ORDER BY version DESC {database.Sql.Limit("@take")}",
                new { before = before ?? long.MaxValue, take = limit + 1 })).AsList();
            return new Page<RegistryVersionRecord>([.. rows.Take(limit).Select(Map)], rows.Count > limit);
        },
        cancellationToken);

    /// <summary>A version and what it made of entries; null when there is none.</summary>
    public Task<(RegistryVersionRecord Version, IReadOnlyList<RegistryEntry> Entries)?> FindVersionAsync(long version, CancellationToken cancellationToken) =>
        database.ReadAsync<(RegistryVersionRecord, IReadOnlyList<RegistryEntry>)?>(
            StorageScope.Operator,
            async connection =>
            {
                var row = await connection.QuerySingleOrDefaultAsync<VersionRow>($"SELECT {VersionColumns} FROM model_registry_versions WHERE version = @version", new { version });
                if (row is null) return null;
                var entries = await connection.QueryAsync<EntryRow>(
                    "SELECT kind AS Kind, name AS Name, spec AS Spec, created_at AS CreatedAt, updated_at AS UpdatedAt FROM model_registry_entries WHERE version = @version ORDER BY kind DESC, name",
                    new { version });
                return (Map(row), [.. entries.Select(Map)]);
            },
            cancellationToken);

    /// <summary>Puts a key that is sealed anew in the place of the same key sealed before; false when it has changed meanwhile.</summary>
    public Task<bool> ResealAsync(string provider, SealedKey before, SealedKey after, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        async connection => await connection.ExecuteAsync(
            "UPDATE model_provider_keys SET key_id = @keyId, plain_length = @length, wrapped = @wrapped WHERE provider = @provider AND wrapped = @old",
            new { provider, keyId = after.KeyId, length = after.Length, wrapped = after.Wrapped, old = before.Wrapped }) == 1,
        cancellationToken);

    private static async Task<RegistryState> StateAsync(DbConnection connection, long version)
    {
        var entries = await connection.QueryAsync<EntryRow>(
            """
            SELECT e.kind AS Kind, e.name AS Name, e.spec AS Spec, e.created_at AS CreatedAt, e.updated_at AS UpdatedAt FROM model_registry_entries e
            WHERE e.spec IS NOT NULL
              AND e.version = (SELECT MAX(x.version) FROM model_registry_entries x WHERE x.kind = e.kind AND x.name = e.name AND x.version <= @version)
            ORDER BY e.kind, e.name
            """,
            new { version });
        var keys = await connection.QueryAsync<KeyRow>("SELECT provider AS Provider, key_id AS KeyId, plain_length AS Length, wrapped AS Wrapped FROM model_provider_keys");
        return new RegistryState(version, [.. entries.Select(Map)], keys.ToDictionary(k => k.Provider, k => new SealedKey(k.KeyId, (int)k.Length, k.Wrapped), StringComparer.Ordinal));
    }

    private async Task AddAsync(DbConnection connection, long version, RegistryIntent intent, IReadOnlyList<RegistryEdit> edits, RegistryState before)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var about = intent.Restored is null ? edits[0] : null;
        await connection.ExecuteAsync("UPDATE model_registry SET version = @version WHERE registry_id = 1", new { version });
        await connection.ExecuteAsync(
            "INSERT INTO model_registry_versions (version, created_at, actor, action, entry_kind, entry_name, restored) VALUES (@version, @now, @actor, @action, @kind, @name, @restored)",
            new { version, now, actor = intent.Actor, action = Name(intent.Action), kind = about is null ? "" : Name(about.Kind), name = about?.Name ?? "", restored = intent.Restored });
        foreach (var edit in edits)
        {
            var created = before.Find(edit.Kind, edit.Name)?.CreatedAt.ToUnixTimeMilliseconds() ?? now;
            await connection.ExecuteAsync(
                "INSERT INTO model_registry_entries (kind, name, version, spec, created_at, updated_at) VALUES (@kind, @name, @version, @spec, @created, @now)",
                new EntryParameters(Name(edit.Kind), edit.Name, version, edit.Spec, created, now));
            if (edit.DropsKey || edit.Key is not null) await connection.ExecuteAsync("DELETE FROM model_provider_keys WHERE provider = @provider", new { provider = edit.Name });
            if (edit.Key is { } key)
            {
                await connection.ExecuteAsync(
                    "INSERT INTO model_provider_keys (provider, key_id, plain_length, wrapped) VALUES (@provider, @keyId, @length, @wrapped)",
                    new { provider = edit.Name, keyId = key.KeyId, length = key.Length, wrapped = key.Wrapped });
            }
        }
    }

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static RegistryEntry Map(EntryRow row) => new(Enum.Parse<RegistryEntryKind>(row.Kind, ignoreCase: true), row.Name, row.Spec, Time(row.CreatedAt), Time(row.UpdatedAt));

    private static RegistryVersionRecord Map(VersionRow row) => new(
        row.Version, Time(row.CreatedAt), row.Actor, Enum.Parse<RegistryAction>(row.Action, ignoreCase: true),
        row.EntryKind.Length == 0 ? null : Enum.Parse<RegistryEntryKind>(row.EntryKind, ignoreCase: true), row.EntryName, row.Restored);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    // Typed, so that a spec that is null is still bytes to every driver.
    private sealed record EntryParameters(string kind, string name, long version, byte[]? spec, long created, long now);

    private sealed record EntryRow(string Kind, string Name, byte[]? Spec, long CreatedAt, long UpdatedAt);

    private sealed record VersionRow(long Version, long CreatedAt, string Actor, string Action, string EntryKind, string EntryName, long? Restored);

    private sealed record KeyRow(string Provider, string KeyId, long Length, byte[] Wrapped);
}
