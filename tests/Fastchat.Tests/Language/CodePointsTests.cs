using System.Text;

namespace Fastchat.Language;

public sealed class CodePointsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("a😀b𠀀c")]
    [InlineData("😀😀")]
    [InlineData("\ud800a\udc00\ud83d")]
    public void Mapping_EveryRune_GoesThereAndBack(string text)
    {
        var map = new CodePoints(text);
        var offset = 0;
        var index = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            Assert.Equal(offset, map.OffsetOf(index));
            Assert.Equal(index, map.IndexOf(offset));
            offset++;
            index += rune == Rune.ReplacementChar ? 1 : rune.Utf16SequenceLength;
        }

        Assert.Equal(offset, map.OffsetOf(text.Length));
        Assert.Equal(text.Length, map.IndexOf(offset));
        Assert.Equal(offset, CodePoints.Count(text));
    }
}
