using System.Text.RegularExpressions;
using Fastchat.Governance.Tenants;
using Fastchat.Testing.Twins;

namespace Fastchat.Migrations;

/// <summary>No SQL Server can be had for these tests: what is shipped for it is read by Microsoft's parser, and compared with what the other engines get.</summary>
public sealed partial class SqlServerMigrationsTests
{
    public static TheoryData<string> Scripts => [.. Names("SqlServer")];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_Parsed_IsTSql(string name) => TSql.Check(Read("SqlServer", name));

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_BesideTheOthers_MakesTheSameTablesAndColumns(string name)
    {
        var sqlite = Columns(Read("Sqlite", name));

        Assert.NotEmpty(sqlite);
        Assert.Equal(sqlite, Columns(Read("SqlServer", name)));
        Assert.Equal(sqlite, Columns(Read("Postgres", name)));
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("SqlServer")]
    public void Scripts_BesideThoseOfSqlite_AreTheSameInNumberAndName(string engine) => Assert.Equal(Names("Sqlite"), Names(engine));

    // "table.column NULL" or "table.column", in order of their making.
    private static List<string> Columns(string script)
    {
        var columns = new List<string>();
        foreach (Match table in Tables().Matches(script))
        {
            foreach (Match column in ColumnLines().Matches(table.Groups["body"].Value))
                columns.Add($"{table.Groups["name"].Value}.{column.Groups["name"].Value}{(column.Value.Contains("NOT NULL", StringComparison.Ordinal) ? "" : " NULL")}");
        }

        foreach (Match added in Additions().Matches(script))
            columns.Add($"{added.Groups["table"].Value}.{added.Groups["name"].Value}{(added.Value.Contains("NOT NULL", StringComparison.Ordinal) ? "" : " NULL")}");
        return columns;
    }

    private static string[] Names(string engine) =>
    [
        .. typeof(TenantStore).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix(engine), StringComparison.Ordinal)).Select(n => n[Prefix(engine).Length..]).Order(StringComparer.Ordinal),
    ];

    private static string Read(string engine, string name)
    {
        using var reader = new StreamReader(typeof(TenantStore).Assembly.GetManifestResourceStream(Prefix(engine) + name)!);
        return reader.ReadToEnd();
    }

    private static string Prefix(string engine) => $"Fastchat.Migrations.{engine}.";

    [GeneratedRegex(@"^CREATE TABLE (?<name>\w+) \((?<body>.*?)^\)( WITHOUT ROWID)?;", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Tables();

    [GeneratedRegex(@"^ALTER TABLE (?<table>\w+) ADD (COLUMN )?(?<name>\w+) .*;$", RegexOptions.Multiline)]
    private static partial Regex Additions();

    [GeneratedRegex(@"^    (?<name>[a-z][a-z0-9_]*) .*$", RegexOptions.Multiline)]
    private static partial Regex ColumnLines();
}
