namespace Fastchat.ModelGateway.Scripts;

public sealed class ScriptPaceTests
{
    [Theory]
    [InlineData(ScriptPace.Words, "one  two\nthree ", new[] { "one", "  two", "\nthree", " " })]
    [InlineData(ScriptPace.Whole, "one two", new[] { "one two" })]
    [InlineData(1, "abc", new[] { "a", "b", "c" })]
    [InlineData(2, "abcde", new[] { "ab", "cd", "e" })]
    [InlineData(1, "a😀b", new[] { "a", "😀", "b" })]
    [InlineData(ScriptPace.Words, "", new string[0])]
    public void Split_Text_IsInPieces(int length, string text, string[] expected) => Assert.Equal(expected, new ScriptPace(length, TimeSpan.Zero).Split(text));
}
