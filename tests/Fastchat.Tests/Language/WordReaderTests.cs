namespace Fastchat.Language;

public sealed class WordReaderTests
{
    [Theory]
    [InlineData("The Quick-Brown fox, v2!", "the quick brown fox v2")]
    [InlineData("Café CRÈME Ångström Łódź", "cafe creme angstrom lodz")]
    [InlineData("Cafe\u0301", "cafe")]
    [InlineData("Straße Œuvre", "strasse oeuvre")]
    [InlineData("don't the tenant's O'Brien l'école", "dont the tenant o brien l ecole")]
    [InlineData("the tenant’s don’t", "the tenant dont")]
    [InlineData("soft\u00ADhyphen", "softhyphen")]
    [InlineData("ＡＢＣ１２", "abc12")]
    [InlineData("Ёлка Ψυχή", "елка ψυχη")]
    [InlineData("مُحَمَّد", "محمد")]
    [InlineData("黑豹队", "黑豹 豹队")]
    [InlineData("猫 dog犬", "猫 dog 犬")]
    [InlineData("ภาษา", "ภา าษ ษา")]
    [InlineData("𠀀𠀁", "𠀀𠀁")]
    [InlineData(" ,.- ", "")]
    public void Words_OfText_AreFoldedAndCut(string text, string words) => Assert.Equal(words, string.Join(' ', Words.Of(text)));

    [Fact]
    public void Words_LongerThanTheLimit_AreCutThere() =>
        Assert.Equal(new string('x', WordReader.MaxLength), Assert.Single(Words.Of(new string('x', 500))));

    [Fact]
    public void Words_OfBrokenSurrogates_AreSkipped() => Assert.Equal(["a", "b"], Words.Of("a \ud800 b \udc00"));
}
