using Fastchat.Contracts.Retrieval.V1;

namespace Fastchat.Chat.Citations;

public sealed class CitationSupportTests
{
    private const string Passage = "Zebras live in the savanna of Africa. Their stripes keep flies away.";

    [Theory]
    [InlineData("Zebras live in Africa.")]
    [InlineData("Striped coats of these animals deter insects such as flies.")]
    [InlineData("Yes, they do.")]
    [InlineData("It is so.")]
    [InlineData("")]
    [InlineData("Die Tiere wohnen in der Steppe und werden von Löwen gejagt.")]
    [InlineData("斑马生活在非洲的热带草原上，条纹可以驱赶苍蝇。")]
    public void Has_SomethingSharedOrNothingThatCanBeJudged_IsTrue(string claim) => Assert.True(CitationSupport.Has(Make(), claim));

    [Theory]
    [InlineData("The treasury raised interest rates twice during the last quarter.")]
    [InlineData("Lighthouses were painted white before electricity reached the coast.")]
    public void Has_NotOneWordOfManyShared_IsFalse(string claim) => Assert.False(CitationSupport.Has(Make(), claim));

    [Fact]
    public void Has_OnlyTheFilesNameShared_IsTrue() => Assert.True(CitationSupport.Has(Make(filename: "treasury-report.txt"), "The treasury raised interest rates twice during the quarter."));

    private static Passage Make(string filename = "a.txt") => new() { Filename = filename, Text = Passage };
}
