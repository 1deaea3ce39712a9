using Dapper;
using Fastchat.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Fastchat.Storage;

public sealed class PreparedCommandTests : IDisposable
{
    private readonly PreparingConnection _connection;

    public PreparedCommandTests()
    {
        SqliteLibrary.EnsureLoaded();
        _connection = new PreparingConnection("Data Source=:memory:;Pooling=False");
        _connection.Open();
        _connection.Execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT, size INTEGER); CREATE INDEX notes_size ON notes (size)");
    }

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Statement_RunAgain_TakesItsNewValuesAndIsPreparedOnce()
    {
        foreach (var (id, text) in ((int, string?)[])[(1, "one"), (2, null), (3, "three")]) Insert(id, text);

        Assert.Equal(["one", null, "three"], _connection.Query<string?>("SELECT text FROM notes ORDER BY id"));
        Assert.Equal(2, _connection.Count);
        Assert.Equal("three", _connection.ExecuteScalar<string>("SELECT text FROM notes WHERE id = @id", new { id = 3 }));
        Assert.Null(_connection.ExecuteScalar<string>("SELECT text FROM notes WHERE id = @id", new { id = 4 }));
        Assert.Equal(3, _connection.Count);
    }

    [Fact]
    public void Statement_ThatFailed_IsNotKeptAndTheNextRuns()
    {
        Insert(1, "one");
        Assert.Throws<SqliteException>(() => Insert(1, "again"));
        Insert(2, "two");

        Assert.Equal(2, _connection.ExecuteScalar<int>("SELECT COUNT(*) FROM notes"));
    }

    [Fact]
    public void Statement_WhileItIsBeingRead_MayBeRunAgain()
    {
        for (var id = 1; id <= 3; id++) Insert(id, $"{id}");
        const string All = "SELECT id FROM notes ORDER BY id";

        var pairs = new List<(int, int)>();
        foreach (var outer in _connection.Query<int>(All, buffered: false))
        {
            foreach (var inner in _connection.Query<int>(All, buffered: false)) pairs.Add((outer, inner));
        }

        Assert.Equal(9, pairs.Distinct().Count());
    }

    [Fact]
    public void Statement_NotReadToItsEnd_BeginsAnew()
    {
        for (var id = 1; id <= 3; id++) Insert(id, $"{id}");
        const string All = "SELECT id FROM notes ORDER BY id";

        Assert.Equal(1, _connection.QueryFirst<int>(All));
        Assert.Equal(1, _connection.Query<int>(All, buffered: false).First());
        Assert.Equal([1, 2, 3], _connection.Query<int>(All));

        // Nothing half-read may hold up the end of a transaction, or a change of the table.
        _connection.Execute("BEGIN; DROP INDEX notes_size; COMMIT");
    }

    [Fact]
    public void Statement_AfterTheTableHasChanged_SeesTheChange()
    {
        Insert(1, "one");
        Assert.Single(((IDictionary<string, object>)_connection.QuerySingle("SELECT * FROM notes WHERE size IS NULL")).Keys, "text");

        _connection.Execute("ALTER TABLE notes ADD COLUMN more TEXT DEFAULT 'm'");

        Assert.Equal("m", ((IDictionary<string, object>)_connection.QuerySingle("SELECT * FROM notes WHERE size IS NULL"))["more"]);
    }

    [Fact]
    public void Script_WhoseLaterLinesNeedItsFirst_Runs()
    {
        _connection.Execute("CREATE TABLE more (id INTEGER); INSERT INTO more VALUES (1)");

        Assert.Equal(0, _connection.Count);
    }

    [Fact]
    public void Values_ThatAreLarge_DoNotStayInMemory()
    {
        Insert(1, new string('x', 1_000_000));

        Assert.Equal(0, _connection.Count);
    }

    [Fact]
    public void Texts_OfEveryLength_AreKeptUpToABound()
    {
        for (var count = 1; count <= 300; count++) _connection.Query<int>("SELECT id FROM notes WHERE id IN @ids", new { ids = Enumerable.Range(0, count) });

        Assert.Equal(256, _connection.Count);
    }

    private int Insert(int id, string? text) => _connection.Execute("INSERT INTO notes (id, text) VALUES (@id, @text)", new { id, text });
}
