namespace Fastchat.Chat.Citations;

public sealed class QuoteFinderTests
{
    private const string Passage =
        "Every employee has 27 days of paid vacation.\nUnused days expire at the end\nof March. Receipts are handed in within thirty days.";

    [Theory]
    [InlineData("Every employee has 27 days of paid vacation.", "Every employee has 27 days of paid vacation.")]
    [InlineData("27 days of paid vacation", "27 days of paid vacation")]
    [InlineData("Unused days expire at the end of March.", "Unused days expire at the end\nof March.")]
    [InlineData("As the handbook says: something else. Unused days expire at the end of March.", "Unused days expire at the end\nof March.")]
    [InlineData("You must hand in your receipts within a month", "Receipts are handed in within thirty days.")]
    [InlineData("Vacation for each employee is paid", "Every employee has 27 days of paid vacation.")]
    [InlineData("Zebras gallop.", Passage)]
    [InlineData("", Passage)]
    [InlineData("  \n ", Passage)]
    [InlineData(". (a+ [", Passage)]
    public void Find_Claim_IsTheWordsItRestsOn(string claim, string quote)
    {
        var (start, end) = QuoteFinder.Find(Passage, claim);

        Assert.Equal(quote, Passage[start..end]);
    }

    [Fact]
    public void Find_EmptyPassage_IsEmpty() => Assert.Equal((0, 0), QuoteFinder.Find("", "Anything at all."));
}
