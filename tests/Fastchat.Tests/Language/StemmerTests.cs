namespace Fastchat.Language;

public sealed class StemmerTests
{
    [Theory]
    [InlineData("университета", "университет")]
    [InlineData("الكتاب", "كتاب")]
    [InlineData("المدينة", "مدينة")]
    [InlineData("running", "runs")]
    public void Stem_FormsOfOneWord_Meet(string form, string other) => Assert.Equal(Stemmer.Stem(other), Stemmer.Stem(form));

    [Theory]
    [InlineData("x509")]
    [InlineData("黑豹")]
    [InlineData("ψυχη")]
    public void Stem_OtherWords_StayAsTheyAre(string word) => Assert.Equal(word, Stemmer.Stem(word));
}
