using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.ModelGateway;

namespace Fastchat.Chat.Citations;

public sealed class CitationBinderTests
{
    private static readonly Passage[] Passages =
    [
        new() { FileId = "file-a", Filename = "a.txt", Text = "Zebras have stripes. They live in Africa.", Start = 100, End = 141, Score = 0.9, Page = 4 },
        new() { FileId = "file-b", Filename = "b.txt", Text = "Otters swim.", Start = 0, End = 12, Score = 0.8 },
        new() { FileId = "file-c", Filename = "c.txt", Text = "🦓 Herons stand still.", Start = 7, End = 28, Score = 0.7 },
    ];

    [Theory]
    [InlineData("Zebras have stripes [1].", "Zebras have stripes [1].", "1@20")]
    [InlineData("Both [1, 3].", "Both [1, 3].", "1@5 3@5")]
    [InlineData("A marker such as `[1]` is code.", "A marker such as `[1]` is code.", "")]
    [InlineData("Code `[9]` stays, [9] goes, [2] cites.", "Code `[9]` stays,  goes, [2] cites.", "2@25")]
    [InlineData("Both [1,3].", "Both [1, 3].", "1@5 3@5")]
    [InlineData("Both [1 3].", "Both [1, 3].", "1@5 3@5")]
    [InlineData("Twice [2, 2].", "Twice [2].", "2@6")]
    [InlineData("Two [1][2].", "Two [1][2].", "1@4 2@7")]
    [InlineData("Unknown [7].", "Unknown .", "")]
    [InlineData("None [0].", "None .", "")]
    [InlineData("Half [1, 7].", "Half [1].", "1@5")]
    [InlineData("Huge [99999999999].", "Huge .", "")]
    [InlineData("[not a marker] stays", "[not a marker] stays", "")]
    [InlineData("An array a[i] and [] and [ 1]", "An array a[i] and [] and [ 1]", "")]
    [InlineData("Nested [[1]]", "Nested [[1]]", "1@8")]
    [InlineData("A link [1](http://x)", "A link [1](http://x)", "1@7")]
    [InlineData("Year [2024a]", "Year [2024a]", "")]
    [InlineData("Open [1", "Open [1", "")]
    [InlineData("Open [", "Open [", "")]
    [InlineData("Commas [1,,2]", "Commas [1, 2]", "1@7 2@7")]
    [InlineData("Only commas [,]", "Only commas [,]", "")]
    [InlineData("Long [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]", "Long [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]", "")]
    [InlineData("😀 smile [2]", "😀 smile [2]", "2@8")]
    [InlineData("日本語 [2] 😀 [3]", "日本語 [2] 😀 [3]", "2@4 3@10")]
    public void Append_TextCutAnywhere_BindsTheSame(string said, string shown, string citations)
    {
        Assert.Equal((shown, citations), Describe(Bind(said)));
        for (var at = 1; at < said.Length; at++)
        {
            if (char.IsSurrogatePair(said[at - 1], said[at])) continue;
            Assert.Equal((shown, citations), Describe(Bind(said[..at], said[at..])));
        }

        var characters = said.EnumerateRunes().Select(r => r.ToString()).ToArray();
        Assert.Equal((shown, citations), Describe(Bind(characters)));
    }

    [Fact]
    public void Append_Marker_IsFollowedByItsCitation()
    {
        var events = Bind("Zebras have stripes [1] and more");

        var marker = events.FindIndex(e => e.Delta?.Text == "[1]");
        Assert.NotNull(events[marker + 1].Citation);
    }

    [Fact]
    public void Append_PlainText_IsNotHeldBack()
    {
        var binder = new CitationBinder(0, Passages);

        Assert.Equal("Zebras", Assert.Single(binder.Append("Zebras")).Delta!.Text);
        Assert.Empty(binder.Append("["));
        Assert.Empty(binder.Append("1"));
        Assert.Equal("[1 x", string.Concat(binder.Append(" x").Select(e => e.Delta?.Text)));
    }

    [Fact]
    public void Append_Citation_SaysWhereItsQuoteStands()
    {
        var citation = Assert.Single(Citations(Bind("They live in Africa. [1]")));

        Assert.Equal(
            new Citation { Index = 21, Marker = 1, FileId = "file-a", Filename = "a.txt", Page = 4, Start = 121, End = 141, Quote = "They live in Africa.", Score = 0.9 },
            citation);
    }

    [Fact]
    public void Append_QuoteBehindPairs_IsCountedInCodePoints()
    {
        var citation = Assert.Single(Citations(Bind("Herons stand still. [3]")));

        Assert.Equal(("Herons stand still.", 9, 28), (citation.Quote, citation.Start, citation.End));
        Assert.False(citation.HasPage);
    }

    [Fact]
    public void Append_MarkersSideBySide_StandForTheSameStatement()
    {
        var citations = Citations(Bind("They live in Africa. [1][1]"));

        Assert.Equal(["They live in Africa.", "They live in Africa."], citations.Select(c => c.Quote));
    }

    [Fact]
    public void Append_SecondStatement_IsQuotedByItself()
    {
        var citations = Citations(Bind("Zebras have stripes. [1] They live in Africa. [1]"));

        Assert.Equal(["Zebras have stripes.", "They live in Africa."], citations.Select(c => c.Quote));
    }

    [Fact]
    public void Bind_SeveralChoices_AreBoundApart()
    {
        var binders = new CitationBinders(Passages);
        ModelDelta[] deltas =
        [
            new() { Choice = 0, Text = "First [" },
            new() { Choice = 1, Text = "Second one [2" },
            new() { Choice = 0, Text = "1]" },
            new() { Choice = 1, Text = "]" },
            new() { Choice = 1, FinishReason = "stop" },
            new() { Choice = 0, Text = " [", FinishReason = "length", Usage = new CompletionUsage { TotalTokens = 9 } },
        ];

        var events = deltas.SelectMany(binders.Bind).Concat(binders.End()).ToList();

        Assert.Equal("First [1] [", string.Concat(events.Where(e => e.Delta is { Choice: 0 }).Select(e => e.Delta!.Text)));
        Assert.Equal("Second one [2]", string.Concat(events.Where(e => e.Delta is { Choice: 1 }).Select(e => e.Delta!.Text)));
        Assert.Equal([(0, 1, 6), (1, 2, 11)], events.Where(e => e.Citation is not null).Select(e => (e.Choice, e.Citation!.Marker, e.Citation.Index)));
        Assert.Equal(("length", 9L), (events[^1].Delta!.FinishReason, events[^1].Delta!.Usage!.TotalTokens));
    }

    [Fact]
    public void Bind_ToolCallsAndRefusals_PassThrough()
    {
        var call = new ToolCall { Id = "call_1" };

        var events = new CitationBinders(Passages).Bind(new ModelDelta { Refusal = "No [1]", ToolCalls = [call] }).ToList();

        Assert.Equal(("No [1]", call), (Assert.Single(events).Delta!.Refusal, Assert.Single(events[0].Delta!.ToolCalls!)));
    }

    [Fact]
    public void End_NothingSaidOfAnEnd_ReleasesWhatIsHeld()
    {
        var binders = new CitationBinders(Passages);

        var events = binders.Bind(new ModelDelta { Text = "Open [1" }).Concat(binders.End());

        Assert.Equal("Open [1", string.Concat(events.Select(e => e.Delta?.Text)));
    }

    private static List<TurnEvent> Bind(params string[] pieces)
    {
        var binder = new CitationBinder(0, Passages);
        return [.. pieces.SelectMany(p => binder.Append(p).ToList()), .. binder.End()];
    }

    private static List<Citation> Citations(List<TurnEvent> events) => [.. events.Select(e => e.Citation).OfType<Citation>()];

    private static (string Shown, string Citations) Describe(List<TurnEvent> events) => (
        string.Concat(events.Select(e => e.Delta?.Text)),
        string.Join(' ', Citations(events).Select(c => $"{c.Marker}@{c.Index}")));
}
