using Dapper;
using Fastchat.Storage;
using Fastchat.Testing;

namespace Fastchat.Foundation;

public sealed class IdPagesTests
{
    private const string Rows = "WITH rows (id) AS (SELECT 'a' UNION ALL SELECT 'b' UNION ALL SELECT 'c' UNION ALL SELECT 'd' UNION ALL SELECT 'e')";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2, null, null, false, "ed", true)]
    [InlineData(2, null, null, true, "ab", true)]
    [InlineData(2, "d", null, false, "cb", true)]
    [InlineData(2, "c", null, false, "ba", false)]
    [InlineData(2, "d", null, true, "e", false)]
    [InlineData(2, null, "b", false, "dc", true)]
    [InlineData(2, null, "d", true, "bc", true)]
    [InlineData(2, null, "c", true, "ab", false)]
    [InlineData(5, null, null, false, "edcba", false)]
    [InlineData(2, "a", null, false, "", false)]
    public async Task Page_Query_HasTheEntriesInOrderAndSaysWhetherThereAreMore(int limit, string? after, string? before, bool ascending, string expected, bool hasMore)
    {
        await using var database = await TestDatabase.OpenAsync(Ct);
        var pages = IdPages.For(database.Sql, "id", new PageQuery(limit, after, before, ascending));

        var rows = await database.ReadAsync(
            StorageScope.Operator,
            async connection => (await connection.QueryAsync<string>($"{Rows} SELECT id FROM rows WHERE id <> @none {pages.Where} {pages.OrderAndLimit}", pages.With(new { none = "" }))).AsList(), Ct);
        var page = pages.Page(rows, id => id);

        Assert.Equal(expected, string.Concat(page.Items));
        Assert.Equal(hasMore, page.HasMore);
    }
}
