using Fastchat.Corpora;
using Fastchat.Foundation;
using Fastchat.Retrieval.Index;

namespace Fastchat.Retrieval.Search;

public sealed class SearcherTests : IAsyncDisposable
{
    private const string Handbook =
        """
        # Vacation

        Every employee has 27 days of paid vacation per calendar year. Unused days expire at the end of March.

        # Parental leave

        Parents may stay at home for sixteen weeks with full pay. The leave begins within a year of the birth.

        # Expenses

        Receipts are handed in within thirty days. Flights are booked in economy class.
        """;

    private readonly Library _library = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _library.DisposeAsync();

    [Theory]
    [InlineData("How many days of vacation do I have?", true)]
    [InlineData("how long is parental leave", true)]
    [InlineData("Which class are flights booked in?", true)]
    [InlineData("What is the capital of Australia?", false)]
    [InlineData("How do I bake sourdough bread?", false)]
    [InlineData("Who won the football world cup in 1998?", false)]
    public async Task Search_DefaultThreshold_FindsWhatIsSpokenOfAndNothingElse(string question, bool found)
    {
        var collection = await _library.CreateAsync();
        await _library.AddAsync(collection, "handbook", Handbook);

        Assert.Equal(found, (await _library.SearchAsync(collection, question)).Passages.Count > 0);
    }

    [Fact]
    public async Task Search_SeveralCollections_RanksThemTogether()
    {
        var animals = await _library.CreateAsync();
        var plants = await _library.CreateAsync();
        await _library.AddAsync(animals, "file-a", "Zebras live in the savanna of Africa.");
        await _library.AddAsync(plants, "file-p", "Baobab trees grow in the savanna of Africa.");

        var result = await _library.Searcher.SearchAsync(
            _library.Tenant, [animals, plants, animals], "Where do baobab trees grow?", 5, 0, SearchWeights.Default, cancellationToken: Ct);

        Assert.Equal([(plants, "file-p"), (animals, "file-a")], result.Passages.Select(passage => (passage.CollectionId, passage.DocumentId)));
        Assert.Equal(2, result.Candidates);
    }

    [Fact]
    public async Task Search_CopiesOfAFile_AreShownOnce()
    {
        var first = await _library.CreateAsync();
        var second = await _library.CreateAsync();
        await _library.AddAsync(first, "file-a", "Zebras have stripes.");
        await _library.AddAsync(second, "file-a", "Zebras have stripes.");
        await _library.AddAsync(second, "file-copy", "Zebras have stripes.");

        var result = await _library.Searcher.SearchAsync(_library.Tenant, [first, second], "zebra stripes", 5, 0.5, SearchWeights.Default, cancellationToken: Ct);

        Assert.Single(result.Passages);
    }

    [Fact]
    public async Task Search_TopK_LimitsThePassages()
    {
        var collection = await _library.CreateAsync();
        for (var i = 0; i < 8; i++) await _library.AddAsync(collection, $"file-{i}", $"Zebra number {i} has stripes.");

        Assert.Equal(3, (await _library.SearchAsync(collection, "zebra stripes", topK: 3)).Passages.Count);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task Search_OneWeight_ScoresByThatAlone(double semantic, double lexical)
    {
        var collection = await _library.CreateAsync();
        await _library.AddAsync(collection, "file-a", "Zebras have stripes and live in Africa.");

        var passage = Assert.Single((await _library.SearchAsync(collection, "striped zebras of Asia", threshold: 0, weights: new(semantic, lexical))).Passages);

        Assert.NotEqual(passage.SemanticScore, passage.LexicalScore);
        Assert.Equal(semantic > 0 ? passage.SemanticScore : passage.LexicalScore, passage.Score, 1e-9);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 2)]
    [InlineData(double.NaN, 1)]
    public async Task Search_WeightsWithoutAMean_AreRefused(double semantic, double lexical)
    {
        var collection = await _library.CreateAsync();

        await Assert.ThrowsAsync<FastchatException>(() => _library.SearchAsync(collection, "zebras", weights: new(semantic, lexical)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?!")]
    [InlineData("\"AND\" OR NEAR(x) *")]
    public async Task Search_OddQuestion_IsNoError(string question)
    {
        var collection = await _library.CreateAsync();
        await _library.AddAsync(collection, "file-a", "Zebras have stripes.");

        Assert.Empty((await _library.SearchAsync(collection, question)).Passages);
    }

    // A paragraph in German or Chinese answers as one in English does.
    [Theory]
    [InlineData("Die Probezeit dauert sechs Monate. Danach gilt eine Kündigungsfrist von drei Monaten.", "Wie lange dauert die Probezeit?")]
    [InlineData("员工每年享有二十七天带薪年假。未使用的假期在三月底失效。", "员工每年有多少天年假？")]
    [InlineData("Испытательный срок длится шесть месяцев.", "Сколько длится испытательный срок?")]
    public async Task Search_OtherLanguages_AreFound(string text, string question)
    {
        var collection = await _library.CreateAsync();
        await _library.AddAsync(collection, "file-a", text);

        Assert.Single((await _library.SearchAsync(collection, question)).Passages);
    }
}
