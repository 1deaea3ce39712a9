using System.Text.RegularExpressions;
using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.ModelGateway.BuiltIn;

public sealed partial class ExtractiveChatModelTests
{
    private static readonly string[] Handbook =
    [
        """
        # Vacation

        Every employee has 27 days of paid vacation
        per calendar year. Unused days expire at the end of March.
        """,
        """
        ## Who is entitled to parental leave?

        All parents are, from their first day. It lasts sixteen weeks with full pay.

        The following documents are needed:
        - the birth certificate
        - the signed form
        """,
    ];

    private readonly ExtractiveChatModel _model = new();

    private async Task<List<ModelDelta>> DeltasAsync(string question, IReadOnlyList<string>? passages, ChatCompletionParams? parameters = null)
    {
        var deltas = new List<ModelDelta>();
        var request = new ModelRequest { Parameters = parameters ?? new(), Question = question, Passages = passages };
        await foreach (var delta in _model.StreamAsync(request, TestContext.Current.CancellationToken)) deltas.Add(delta);
        return deltas;
    }

    private async Task<string> AnswerAsync(string question, params string[] passages) =>
        string.Concat((await DeltasAsync(question, passages)).Select(delta => delta.Text));

    [GeneratedRegex(@"(.*?) \[(\d+)\]( |$)", RegexOptions.Singleline)]
    private static partial Regex Marked { get; }

    [Fact]
    public async Task Stream_Passages_QuotesTheAnswerWithItsMarker() =>
        Assert.Equal(
            "Every employee has 27 days of paid vacation per calendar year. [1]",
            await AnswerAsync("How many days of paid vacation does an employee have per year?", Handbook));

    [Fact]
    public async Task Stream_SentenceThatAnnouncesAList_BringsItsItems() =>
        Assert.StartsWith(
            "The following documents are needed: - the birth certificate - the signed form [2]",
            await AnswerAsync("Which documents are needed?", Handbook),
            StringComparison.Ordinal);

    [Fact]
    public async Task Stream_QuestionInTheText_IsAnsweredByWhatFollows()
    {
        var answer = await AnswerAsync("Who is entitled to parental leave?", Handbook);

        Assert.StartsWith("All parents are, from their first day. [2]", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Who is entitled", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("How many days of vacation are there?")]
    [InlineData("Which documents are needed for parental leave?")]
    [InlineData("Something else altogether?")]
    [InlineData("")]
    public async Task Stream_AnyQuestion_IsQuotesVerbatimFromTheirPassages(string question)
    {
        var answer = await AnswerAsync(question, Handbook);

        var quotes = Marked.Matches(answer);
        Assert.InRange(quotes.Count, 1, 3);
        Assert.Equal(answer, string.Concat(quotes.Select(quote => quote.Value)));
        Assert.All(quotes, quote => Assert.Contains(
            quote.Groups[1].Value,
            Regex.Replace(Handbook[int.Parse(quote.Groups[2].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) - 1], @"\s+", " "),
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stream_SameSentenceInTwoPassages_IsQuotedOnce() =>
        Assert.Equal("Zebras have stripes. [1]", await AnswerAsync("What do zebras have?", "Zebras have stripes.", "Zebras have stripes. Lions roar."));

    [Fact]
    public async Task Stream_FragmentsOnly_QuotesTheBest() =>
        Assert.Equal("| Zebra | stripes | [1]", await AnswerAsync("zebra stripes", "| Animal | Looks |\n| Zebra | stripes |"));

    [Fact]
    public async Task Stream_NoDocuments_SaysSoWithoutMarkers() =>
        Assert.Equal(ExtractiveChatModel.WithoutPassages, string.Concat((await DeltasAsync("Hello?", null)).Select(delta => delta.Text)));

    [Fact]
    public async Task Stream_Whole_EndsWithStopThenUsage()
    {
        var deltas = await DeltasAsync("How many days of vacation are there?", Handbook);

        var text = deltas.Where(delta => delta.Text is not null).ToArray();
        Assert.All(text.Skip(1), delta => Assert.StartsWith(" ", delta.Text, StringComparison.Ordinal));
        Assert.Equal("stop", deltas[^2].FinishReason);
        Assert.Equal(text.Length, deltas[^1].Usage!.CompletionTokens);
        Assert.Equal(deltas[^1].Usage!.PromptTokens + text.Length, deltas[^1].Usage!.TotalTokens);
        Assert.True(deltas[^1].Usage!.PromptTokens > 40);
    }

    [Fact]
    public async Task Stream_LimitOfTokens_CutsAndSaysLength()
    {
        foreach (var parameters in new[] { new ChatCompletionParams { MaxTokens = 3 }, new ChatCompletionParams { MaxCompletionTokens = 3, MaxTokens = 9 } })
        {
            var deltas = await DeltasAsync("How many days of vacation does every employee have?", Handbook, parameters);

            Assert.Equal("Every employee has", string.Concat(deltas.Select(delta => delta.Text)));
            Assert.Equal("length", deltas[^2].FinishReason);
            Assert.Equal(3, deltas[^1].Usage!.CompletionTokens);
        }
    }

    [Fact]
    public async Task Stream_SeveralChoices_AnswersEachWithItsFinish()
    {
        var deltas = await DeltasAsync("How many days of vacation are there?", Handbook, new ChatCompletionParams { N = 2 });

        Assert.Equal([0, 1], deltas.Where(delta => delta.FinishReason is not null).Select(delta => delta.Choice));
        Assert.Single(deltas, delta => delta.Usage is not null);
    }

    [Fact]
    public async Task Stream_Cancelled_Ends()
    {
        using var cancellation = new CancellationTokenSource();
        var request = new ModelRequest { Parameters = new(), Question = "vacation?", Passages = Handbook };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _model.StreamAsync(request, cancellation.Token)) await cancellation.CancelAsync();
        });
    }
}
