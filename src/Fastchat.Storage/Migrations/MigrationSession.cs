using System.Data.Common;

namespace Fastchat.Storage.Migrations;

/// <summary>A connection that migrates: its transactions shut other migrators out.</summary>
internal abstract class MigrationSession
{
    /// <summary>The open connection.</summary>
    public abstract DbConnection Connection { get; }

    /// <summary>What the database is called in messages; holds no secret.</summary>
    public abstract string DatabaseName { get; }

    /// <summary>Makes the record of migrations, <c>schema_migrations (version, name, checksum, applied_at)</c>, when missing; whoever else does the same does no harm.</summary>
    public abstract Task PrepareAsync();

    /// <summary>Begins a transaction once no other migrator has one.</summary>
    public abstract Task BeginAsync();

    /// <summary>Ends the transaction.</summary>
    public abstract Task CommitAsync();
}
