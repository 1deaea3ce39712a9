using Fastchat.Foundation;
using Fastchat.Retrieval.Chunking;
using Fastchat.Storage.Sqlite;

namespace Fastchat.Retrieval.Index;

/// <summary>A collection's file with the rows of two tenants, as there is none: a file put in a wrong place answers nothing.</summary>
public sealed class IndexStoreTests : IAsyncLifetime
{
    private static readonly TenantId One = new("aaaaaaaaaa");
    private static readonly TenantId Two = new("bbbbbbbbbb");

    private SqliteDatabase _file = null!;
    private long _ofOne;
    private long _ofTwo;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _file = await SqliteDatabase.OpenAsync(new SqliteOptions { Path = SqliteOptions.InMemory }, IndexStore.Migrations, Ct);
        await _file.WriteAsync(async connection =>
        {
            await IndexStore.CreateAsync(connection, One, 1, new CollectionKey([1], 1));
            await IndexStore.CreateAsync(connection, Two, 2, new CollectionKey([2], 2));
            _ofOne = Assert.Single(await IndexStore.InsertAsync(connection, One, "file-1", [Chunk("one")]));
            _ofTwo = Assert.Single(await IndexStore.InsertAsync(connection, Two, "file-1", [Chunk("two")]));
            return 0;
        }, Ct);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    [Fact]
    public async Task Read_RowsOfTwoTenants_GivesEachItsOwn() => await _file.ReadAsync(async connection =>
    {
        Assert.Equal(1, (await IndexStore.KeyAsync(connection, One))!.Version);
        Assert.Equal(2, (await IndexStore.KeyAsync(connection, Two))!.Version);
        Assert.Equal(1, await IndexStore.DimensionsAsync(connection, One));
        Assert.Equal(2, await IndexStore.DimensionsAsync(connection, Two));
        Assert.Equal("one", Assert.Single(await IndexStore.ReadPlainAsync(connection, One, 10)).Row.Text);
        Assert.Equal("two", Assert.Single(await IndexStore.ReadDocumentAsync(connection, Two, "file-1", 0, 10)).Text);
        Assert.Equal([_ofOne], (await IndexStore.ReadCandidatesAsync(connection, One, [_ofOne, _ofTwo])).Select(c => c.Id));
        Assert.Equal([_ofTwo], (await IndexStore.ReadChunksAsync(connection, Two, [_ofOne, _ofTwo])).Select(c => c.Id));
        Assert.Equal(1, (await IndexStore.ReadSegmentAsync(connection, One, 1, null)).Count);
        return 0;
    }, Ct);

    [Fact]
    public async Task Write_RowsOfTwoTenants_ChangesItsOwn() => await _file.WriteAsync(async connection =>
    {
        await IndexStore.SetKeyAsync(connection, One, new CollectionKey([3], 3));
        Assert.Equal((3, 2), ((await IndexStore.KeyAsync(connection, One))!.Version, (await IndexStore.KeyAsync(connection, Two))!.Version));

        Assert.True(await IndexStore.DeleteDocumentAsync(connection, One, "file-1"));
        Assert.Empty(await IndexStore.ReadChunksAsync(connection, One, [_ofOne]));
        Assert.Equal([_ofTwo], (await IndexStore.ReadCandidatesAsync(connection, Two, [_ofTwo])).Select(c => c.Id));
        Assert.False(await IndexStore.DeleteDocumentAsync(connection, One, "file-1"));
        return 0;
    }, Ct);

    private static NewChunk Chunk(string text) => new(new Chunk(0, text, null, 0, text.Length, null), text, 1, new byte[4], new byte[1], 1);
}
