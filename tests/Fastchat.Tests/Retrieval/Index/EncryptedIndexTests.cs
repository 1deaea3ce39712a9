using System.Text;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Retrieval.Chunking;
using Fastchat.Retrieval.Embedding;
using Fastchat.Storage.Sqlite;
using Dapper;

namespace Fastchat.Retrieval.Index;

/// <summary>The built-in index with encryption: finds what it finds without, and holds no words.</summary>
public sealed class EncryptedIndexTests : IAsyncLifetime
{
    private static readonly (string Id, string Text)[] Documents =
    [
        ("file-a", "# Vacation\n\nEmployees have 27 days of vacation. Vacation days of one year end with March of the next.\n\nWhoever is ill on vacation gets the days back."),
        ("file-b", "# Canteen\n\nThe cafeteria opens at eleven. On Fridays there is fish.\n\nGuests of employees pay the price that is posted at the door."),
        ("file-c", "# Werkstatt\n\nDer Kompass wurde in einer kleinen Werkstatt am Meer gebaut; die Werkstatt steht noch heute.\n\n東京の灯台は海の近くにあります。"),
    ];

    private static readonly string[] Questions =
        ["How many days of vacation do employees have?", "When does the cafeteria open?", "Wo wurde der Kompass gebaut?", "灯台はどこにありますか", "fish", "Who pays the price of guests?", "zebras"];

    private readonly TemporaryFolder _plainFolder = new();
    private readonly TemporaryFolder _folder = new();
    private readonly HashingEmbedder _embedder = new();
    private TestRooms _rooms = null!;
    private KeyHolders _holders = null!;
    private EmbeddedIndex _plain = null!;
    private EmbeddedIndex _index = null!;
    private string _collection = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _holders = new KeyHolders(new TenantKeyStore(_rooms.Database, _rooms.Clock), _rooms.Node);
        _plain = new EmbeddedIndex(new EmbeddedIndexOptions { Root = _plainFolder.Path });
        _index = Open(_folder.Path);
        _collection = Ids.New(Ids.Collection, _rooms.Tenant, TimeProvider.System);
        await FillAsync(_plain);
        await FillAsync(_index);
    }

    public async ValueTask DisposeAsync()
    {
        await _plain.DisposeAsync();
        await _index.DisposeAsync();
        await _rooms.DisposeAsync();
        _plainFolder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Query_AnyQuestion_FindsTheSameWithTheSameScores()
    {
        foreach (var question in Questions) Assert.Equal(await AskAsync(_plain, question), await AskAsync(_index, question));
        Assert.NotEmpty(await AskAsync(_index, Questions[0]));
    }

    [Fact]
    public async Task ReadDocument_Passages_AreAsTheyWereWritten()
    {
        foreach (var (id, _) in Documents)
            Assert.Equal((await _plain.ReadDocumentAsync(_rooms.Tenant, _collection, id, 0, 100, Ct)).Items, (await _index.ReadDocumentAsync(_rooms.Tenant, _collection, id, 0, 100, Ct)).Items);
    }

    [Fact]
    public async Task Query_AfterANewStart_FindsTheSame()
    {
        await _index.DisposeAsync();
        await using var again = Open(_folder.Path);

        foreach (var question in Questions) Assert.Equal(await AskAsync(_plain, question), await AskAsync(again, question));
    }

    [Fact]
    public async Task File_OpenOrClosed_HoldsNoWords()
    {
        AssertNoWords(_folder.Path);
        await _index.DisposeAsync();
        AssertNoWords(_folder.Path);
    }

    [Fact]
    public async Task Open_FileOfBeforeEncryption_IsSealedAndFindsTheSame()
    {
        var expected = new List<string>();
        foreach (var question in Questions) expected.Add(await AskAsync(_plain, question));
        await _plain.DisposeAsync();
        await using (var upgraded = Open(_plainFolder.Path))
        {
            Assert.Equal(1, await upgraded.ReencryptAsync(_rooms.Tenant, 1, Ct));
            Assert.Equal(0, await upgraded.ReencryptAsync(_rooms.Tenant, 1, Ct));
            for (var i = 0; i < Questions.Length; i++) Assert.Equal(expected[i], await AskAsync(upgraded, Questions[i]));
        }

        AssertNoWords(_plainFolder.Path);
    }

    [Fact]
    public async Task Reencrypt_AfterARotation_SealsTheKeyAnew()
    {
        var expected = await AskAsync(_index, Questions[0]);
        await _rooms.DataKeys.RotateAsync(_rooms.Tenant, Ct);

        await Fastchat.Testing.Eventually.IsTrueAsync(async () => await _index.ReencryptAsync(_rooms.Tenant, 2, Ct) == 1);

        Assert.Equal(0, await _index.ReencryptAsync(_rooms.Tenant, 2, Ct));
        await new TenantKeyStore(_rooms.Database, _rooms.Clock).ReleaseBeforeAsync(_rooms.Tenant, 2, _rooms.Node.Id, Ct);
        Assert.True(await new TenantKeyStore(_rooms.Database, _rooms.Clock).DropAsync(_rooms.Tenant, 1, Ct));
        Assert.Equal(expected, await AskAsync(_index, Questions[0]));
    }

    [Fact]
    public async Task Query_TenantsKeyDestroyed_IsRefusedThoughTheCollectionIsOpen()
    {
        await AskAsync(_index, Questions[0]);

        await _rooms.DataKeys.DestroyAsync(_rooms.Tenant, Ct);

        Assert.Equal(ErrorReason.DataUnreadable, (await Assert.ThrowsAsync<FastchatException>(() => AskAsync(_index, Questions[0]))).Reason);
    }

    [Fact]
    public async Task Read_PassageMovedToAnotherPlace_IsRefused()
    {
        var path = Path.Combine(_folder.Path, _rooms.Tenant.Value, $"{_collection}.db");
        await using (var file = await SqliteDatabase.OpenAsync(new SqliteOptions { Path = path }, IndexStore.Migrations, Ct))
            await file.WriteAsync(c => c.ExecuteAsync("UPDATE chunks SET body = (SELECT body FROM chunks WHERE document_id = 'file-b' AND ordinal = 0) WHERE document_id = 'file-a'"), Ct);

        Assert.Equal(
            ErrorReason.DataUnreadable,
            (await Assert.ThrowsAsync<FastchatException>(() => _index.ReadDocumentAsync(_rooms.Tenant, _collection, "file-a", 0, 10, Ct))).Reason);
    }

    private EmbeddedIndex Open(string root) => new(new EmbeddedIndexOptions { Root = root }, _rooms.DataKeys, _holders);

    private async Task FillAsync(EmbeddedIndex index)
    {
        await index.CreateCollectionAsync(_rooms.Tenant, _collection, _embedder.Dimensions, Ct);
        foreach (var (id, text) in Documents)
        {
            var chunks = Chunker.Split([new TextPage(null, text)], new ChunkingPolicy { MaxTokens = 100, OverlapTokens = 0 });
            var vectors = await _embedder.EmbedAsync([.. chunks.Select(c => c.SearchText)], EmbedKind.Document, Ct);
            await index.UpsertAsync(_rooms.Tenant, _collection, id, [.. chunks.Zip(vectors, (chunk, vector) => new IndexedChunk(chunk, vector))], Ct);
        }
    }

    private async Task<string> AskAsync(EmbeddedIndex index, string question)
    {
        var vectors = await _embedder.EmbedAsync([question], EmbedKind.Query, Ct);
        var result = await index.QueryAsync(_rooms.Tenant, _collection, new IndexQuery { Text = question, Vector = vectors[0], Scale = _embedder.Scale }, Ct);
        return string.Join('\n', result.Hits.Select(h => $"{h.DocumentId} {h.Chunk} {h.Score:R} {h.LexicalScore:R} {h.SemanticScore:R}"));
    }

    private static void AssertNoWords(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(files);
        foreach (var path in files)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            foreach (var word in (string[])["Employees", "vacation", "vacat", "cafeteria", "Kompass", "kompass", "灯台"])
                Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) < 0, $"{path} holds {word}.");
        }
    }
}
