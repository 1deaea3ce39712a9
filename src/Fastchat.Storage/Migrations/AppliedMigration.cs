namespace Fastchat.Storage.Migrations;

/// <summary>A row of the database's own record of its migrations.</summary>
internal sealed record AppliedMigration(long Version, string Name, string Checksum)
{
    public override string ToString() => $"{Version:D3}_{Name}";
}
