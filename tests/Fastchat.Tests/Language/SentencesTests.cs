namespace Fastchat.Language;

public sealed class SentencesTests
{
    private static string[] Split(string text) => [.. Sentences.Split(text).Select(sentence => sentence.In(text).ToString())];

    private static SentenceKind[] Kinds(string text) => [.. Sentences.Split(text).Select(sentence => sentence.Kind)];

    [Theory]
    [InlineData("One. Two! Three?|Four.", "One.|Two!|Three?|Four.")]
    [InlineData("Dr. Smith met J. Doe of the U.S. Army. He paid 3.5 dollars.", "Dr. Smith met J. Doe of the U.S. Army.|He paid 3.5 dollars.")]
    [InlineData("See fig. 3 and No. 5. Say no. Then go.", "See fig. 3 and No. 5.|Say no.|Then go.")]
    [InlineData("He said \"Stop.\" Then he left.", "He said \"Stop.\"|Then he left.")]
    [InlineData("It ended.[4] It began... later.", "It ended.[4]|It began... later.")]
    [InlineData("黑豹队赢了。他们很高兴！真的？", "黑豹队赢了。|他们很高兴！|真的？")]
    [InlineData("The file example.com is here. ok", "The file example.com is here. ok")]
    public void Split_Prose_EndsAtItsStops(string text, string sentences) =>
        Assert.Equal(sentences.Split('|'), Split(text.Replace('|', '\n')));

    [Fact]
    public void Split_WrappedLines_AreOneSentence()
    {
        var text = "A sentence that is so long that it had to be\nwrapped at the width of a page goes on here.";

        Assert.Equal([text], Split(text));
    }

    [Fact]
    public void Split_ShortLinesWithoutStops_StandAlone() =>
        Assert.Equal(["Opening hours 9 to 5", "Phone 555 1234"], Split("Opening hours 9 to 5\nPhone 555 1234"));

    [Fact]
    public void Split_Markdown_KnowsHeadingsListsAndCode()
    {
        const string text = "# Title\nProse here.\n\n- first item\n- second item\n  goes on\n1. numbered\n\n```\ncode. Not a stop.\n```\n| a | b |\n";

        Assert.Equal(["# Title", "Prose here.", "- first item", "- second item\n  goes on", "1. numbered", "```\ncode. Not a stop.\n```", "| a | b |"], Split(text));
        Assert.Equal(
            [SentenceKind.Heading, SentenceKind.Prose, SentenceKind.ListItem, SentenceKind.ListItem, SentenceKind.ListItem, SentenceKind.Verbatim, SentenceKind.Verbatim],
            Kinds(text));
    }

    [Theory]
    [InlineData("Parental leave\n\nEveryone has sixteen weeks.")]
    [InlineData("Parental leave\n==============\nEveryone has sixteen weeks.")]
    public void Split_PlainHeadings_AreRecognised(string text) => Assert.Equal([SentenceKind.Heading, SentenceKind.Prose], Kinds(text));

    [Fact]
    public void Split_AnyText_LeavesOnlyWhiteSpaceOut()
    {
        var random = new Random(20);
        string[] pieces = ["a", "Word", ". ", "! ", "\n", "\n\n", "# ", "- ", "```", "。", "e.g. ", "3.5", " ", "\t", "😀", "[1]", "===", "|"];
        for (var round = 0; round < 500; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => pieces[random.Next(pieces.Length)]));
            var position = 0;
            foreach (var sentence in Sentences.Split(text))
            {
                Assert.True(sentence.Start >= position && sentence.End > sentence.Start, text);
                Assert.True(string.IsNullOrWhiteSpace(text[position..sentence.Start]), text);
                position = sentence.End;
            }

            Assert.True(string.IsNullOrWhiteSpace(text[position..]), text);
        }
    }
}
