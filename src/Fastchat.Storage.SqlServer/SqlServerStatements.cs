namespace Fastchat.Storage.SqlServer;

/// <summary>The statements of the engine itself. A test reads each with Microsoft's parser.</summary>
internal static class SqlServerStatements
{
    /// <summary>One snapshot, taken with the first statement that reads.</summary>
    public const string BeginRead = "SET XACT_ABORT ON; SET TRANSACTION ISOLATION LEVEL SNAPSHOT; BEGIN TRANSACTION;";

    /// <summary>Reads what is committed, and locks what it writes.</summary>
    public const string BeginWrite = "SET XACT_ABORT ON; SET TRANSACTION ISOLATION LEVEL READ COMMITTED; BEGIN TRANSACTION;";

    /// <summary>Ends either.</summary>
    public const string Commit = "COMMIT TRANSACTION;";

    /// <summary>Lets one migrator at a time.</summary>
    public const string BeginMigration =
        """
        SET XACT_ABORT ON;
        SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
        BEGIN TRANSACTION;
        DECLARE @locked INT;
        EXEC @locked = sp_getapplock @Resource = N'fastchat_migrations', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = 60000;
        IF @locked < 0 THROW 50000, N'Another node has been migrating for a minute.', 1;
        """;

    /// <summary>What the engine itself keeps.</summary>
    public const string Prepare =
        """
        IF OBJECT_ID(N'schema_migrations', N'U') IS NULL
            CREATE TABLE schema_migrations (
                version    BIGINT        NOT NULL PRIMARY KEY,
                name       NVARCHAR(200) NOT NULL,
                checksum   NVARCHAR(64)  NOT NULL,
                applied_at BIGINT        NOT NULL
            );
        IF OBJECT_ID(N'announced_changes', N'U') IS NULL
            CREATE TABLE announced_changes (
                version      ROWVERSION    NOT NULL PRIMARY KEY,
                topic        NVARCHAR(100) NOT NULL,
                change_key   NVARCHAR(400) NOT NULL,
                announced_at BIGINT        NOT NULL
            );
        """;

    /// <summary>Whether snapshots may be read: 1 when they may.</summary>
    public const string SnapshotState = "SELECT CAST(snapshot_isolation_state AS INT) FROM sys.databases WHERE name = DB_NAME()";

    /// <summary>Lets snapshots be read.</summary>
    public const string AllowSnapshots = "ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON";

    /// <summary>Announces a change with the write that it belongs to.</summary>
    public const string Announce = "INSERT INTO announced_changes (topic, change_key, announced_at) VALUES (@topic, @key, @now)";

    /// <summary>Where to begin to listen.</summary>
    public const string Newest = "SELECT CAST(MIN_ACTIVE_ROWVERSION() AS BIGINT) - 1";

    /// <summary>What was announced since, up to the oldest transaction that is still open: a row that commits late must not be stepped over.</summary>
    public const string Since =
        """
        SELECT CAST(version AS BIGINT) AS Version, topic AS Topic, change_key AS ChangeKey FROM announced_changes
        WHERE version > CAST(@after AS BINARY(8)) AND version < MIN_ACTIVE_ROWVERSION() ORDER BY version
        """;

    /// <summary>Forgets what every node has heard long ago.</summary>
    public const string Forget = "DELETE FROM announced_changes WHERE announced_at < @before";
}
