namespace Fastchat.Foundation;

public sealed class NotesTests
{
    [Fact]
    public void Check_AtEveryLimit_Passes() =>
        Notes.Check("metadata", Enumerable.Range(0, 16).ToDictionary(i => $"{i:D2}" + new string('k', 62), _ => new string('v', 512)));

    [Theory]
    [InlineData(17, 1, 0, "metadata")]
    [InlineData(1, 0, 0, "metadata")]
    [InlineData(1, 65, 0, "metadata")]
    [InlineData(1, 1, 513, "metadata.k")]
    public void Check_TooMuch_NamesTheField(int pairs, int keyLength, int valueLength, string param)
    {
        var notes = Enumerable.Range(0, pairs).Select(_ => KeyValuePair.Create(new string('k', keyLength), new string('v', valueLength))).ToList();

        Assert.Equal(param, Assert.Throws<FastchatException>(() => Notes.Check("metadata", notes)).Param);
    }
}
