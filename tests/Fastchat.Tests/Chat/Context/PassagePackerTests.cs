using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Language;
using Fastchat.ModelGateway.Tokens;

namespace Fastchat.Chat.Context;

public sealed class PassagePackerTests
{
    private const string Long =
        "The lighthouse was built in 1851. Its lamp burns oil of whales. The keeper lives in the tower with his daughter. In winter the sea freezes around the rock. Ships are warned by a bell then. The bell was cast in Hamburg.";

    private static readonly TokenCounter Counter = TokenCounter.For("gpt-4o");

    [Fact]
    public void Pack_AllFit_AreAsTheyWere()
    {
        Passage[] passages = [Make("One thing."), Make("Another thing.")];

        var packed = PassagePacker.Pack(passages, "thing", 1000, Count);

        Assert.Equal(passages, packed.Passages);
        Assert.Equal((0, 0), (packed.Shortened, packed.Dropped));
    }

    [Fact]
    public void Pack_OneDoesNotFit_ALaterThatDoesIsTaken()
    {
        var (big, small) = (Make(string.Join(' ', Enumerable.Repeat("bigness", 200))), Make("Small."));

        var packed = PassagePacker.Pack([Make("First one here."), big, small], "x", 60, Count);

        Assert.Equal(["First one here.", "Small."], packed.Passages.Select(p => p.Text));
        Assert.Equal(1, packed.Dropped);
    }

    [Theory]
    [InlineData("When does the sea freeze in winter?", "In winter the sea freezes around the rock.")]
    [InlineData("Where was the bell cast?", "The bell was cast in Hamburg.")]
    [InlineData("Who lives with a daughter?", "The keeper lives in the tower with his daughter.")]
    public void Pack_PartFits_TakesTheSentencesThatMatch(string query, string expected)
    {
        var packed = PassagePacker.Pack([Make(Long, start: 100)], query, 45, Count);

        var part = Assert.Single(packed.Passages);
        Assert.Contains(expected, part.Text, StringComparison.Ordinal);
        Assert.Equal(1, packed.Shortened);

        // Offsets go on naming the place in the document.
        Assert.Equal(part.Text, Long[(part.Start - 100)..(part.End - 100)]);
    }

    [Fact]
    public void Pack_AnyRoom_IsKeptAndNoSentenceIsCut()
    {
        var sentences = Sentences.Split(Long).ConvertAll(s => s.In(Long).ToString());
        for (var room = 0; room < 120; room++)
        {
            var packed = PassagePacker.Pack([Make(Long), Make(Long)], "bell winter", room, Count);

            Assert.True(packed.Tokens <= room);
            Assert.Equal(packed.Passages.Sum(Count), packed.Tokens);
            Assert.All(packed.Passages, p => Assert.All(Sentences.Split(p.Text), s => Assert.Contains(s.In(p.Text).ToString(), sentences)));
        }
    }

    private static long Count(Passage passage) => Counter.Count(Prompt.Told(1, passage));

    private static Passage Make(string text, int start = 0) => new() { Filename = "a.txt", Text = text, Start = start, End = start + text.Length };
}
