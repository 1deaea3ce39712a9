using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Corpora;

namespace Fastchat.ModelGateway.BuiltIn;

/// <summary>How often the built-in model's quotes hold the answer, over the whole way: index, search, quote.</summary>
public sealed class ExtractiveChatModelMeasurements(ITestOutputHelper output)
{
    [Fact]
    public async Task Answer_QuestionsWithKnownAnswers_MostlyHoldsThem()
    {
        var corpus = IrCorpus.Read("xquad-en");
        await using var library = new Library();
        var collection = await library.CreateAsync(corpus.Documents);
        var model = new ExtractiveChatModel();

        var questions = corpus.Sample(150);
        int holds = 0, quotes = 0, words = 0;
        foreach (var question in questions)
        {
            var found = await library.SearchAsync(collection, question.Text, threshold: 0);
            var request = new ModelRequest
            {
                Parameters = new ChatCompletionParams(),
                Question = question.Text,
                Passages = [.. found.Passages.Select(passage => passage.Chunk.Text)],
            };
            var answer = "";
            await foreach (var delta in model.StreamAsync(request, TestContext.Current.CancellationToken)) answer += delta.Text;
            if (question.Answers.Any(known => answer.Contains(known, StringComparison.Ordinal))) holds++;
            quotes += answer.Count(character => character == '[');
            words += answer.Count(character => character == ' ');
        }

        var share = (double)holds / questions.Count;
        output.WriteLine($"xquad-en: {share:P1} of {questions.Count} answers hold the known answer; {(double)quotes / questions.Count:F2} quotes and {words / questions.Count} words each");
        Assert.InRange(share, 0.75, 1);
    }
}
