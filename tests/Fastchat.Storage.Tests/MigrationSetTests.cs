using Fastchat.Storage.Sqlite;
using System.Reflection;
using Dapper;
using Xunit;

namespace Fastchat.Storage;

public sealed class MigrationSetTests
{
    private const string Scripts = "Fastchat.Storage.Scripts.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Good")]
    [InlineData("Good.")]
    public async Task FromResources_NumberedScripts_MakeTheSchema(string prefix)
    {
        var migrations = MigrationSet.FromResources(Assembly.GetExecutingAssembly(), Scripts + prefix);

        await using var database = await SqliteDatabase.OpenAsync(new SqliteOptions { Path = SqliteOptions.InMemory }, migrations, Ct);

        var colour = await database.WriteAsync(
            connection => connection.ExecuteScalarAsync<string>("INSERT INTO items (text) VALUES ('a') RETURNING colour"), Ct);
        var indexes = await database.ReadAsync(
            connection => connection.QueryAsync<string>("SELECT name FROM sqlite_schema WHERE type = 'index'"), Ct);
        Assert.Equal("red", colour);
        Assert.Equal(["items_text"], indexes);
    }

    [Fact]
    public void FromResources_NoneUnderThePrefix_IsRefused()
    {
        var error = Assert.Throws<MigrationException>(() => MigrationSet.FromResources(Assembly.GetExecutingAssembly(), Scripts + "Goo"));

        Assert.Contains("Fastchat.Storage.Scripts.Goo.NNN_what.sql", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromResources_MisnamedScript_IsRefused()
    {
        var error = Assert.Throws<MigrationException>(() => MigrationSet.FromResources(Assembly.GetExecutingAssembly(), Scripts + "Misnamed"));

        Assert.Contains("1-items.sql", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("001_a.sql 003_c.sql", "002 is missing")]
    [InlineData("002_b.sql", "001 is missing")]
    [InlineData("000_a.sql 001_b.sql", "001 is missing")]
    [InlineData("001_a.sql 002_b.sql 002_c.sql", "002_b and 002_c have the same number")]
    [InlineData("001_a.sql 001_b.sql", "001_a and 001_b have the same number")]
    public void FromScripts_GapOrDouble_IsRefused(string fileNames, string expected)
    {
        var error = Assert.Throws<MigrationException>(
            () => MigrationSet.FromScripts(fileNames.Split(' ').Select(fileName => (fileName, "SELECT 1"))));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
