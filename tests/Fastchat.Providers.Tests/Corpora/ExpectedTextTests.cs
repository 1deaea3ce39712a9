using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fastchat.Providers.Corpora;

/// <summary>What we read in documents of other projects, beside what those projects read in them.</summary>
public sealed partial class ExpectedTextTests(ITestOutputHelper output)
{
    // The projects' texts hold marks of their own (comments for pictures, escapes), and each leaves out other things.
    private const double LeastMeanRecall = 0.9;

    // Among the snippets are some that only an option of the source project brings out: link targets, embedded files,
    // picture names, headers and footers, scanned pages.
    private const double LeastSnippets = 0.6;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("docx")]
    [InlineData("html")]
    [InlineData("md")]
    [InlineData("pdf")]
    public async Task Decode_KnownDocuments_WordsAreRecalled(string format)
    {
        var recalls = new List<double>();
        foreach (var expected in CorpusFolder.Files($"docs/{format}/expected"))
        {
            var path = CorpusFolder.File($"docs/{format}/{Path.GetFileName(expected).Replace(".expected.md", "")}");
            var (text, refusal) = await Ingestion.TryReadAsync(path, Cancellation);
            var wanted = Words(Marks().Replace(await File.ReadAllTextAsync(expected, Cancellation), ""));
            if (wanted.Count == 0)
            {
                continue;
            }

            var recall = Recall(wanted, Words(text ?? ""));
            recalls.Add(recall);
            output.WriteLine($"{recall:F3} {Path.GetFileName(path)} {refusal}");
        }

        output.WriteLine($"mean {recalls.Average():F3} over {recalls.Count}");
        Assert.True(recalls.Average() >= LeastMeanRecall, $"mean recall is {recalls.Average():F3}");
    }

    [Fact]
    public async Task Decode_KnownDocuments_SnippetsAreFound()
    {
        var found = 0;
        var all = 0;
        var texts = new Dictionary<string, string>();
        foreach (var line in (await File.ReadAllLinesAsync(CorpusFolder.File("docs/expected-snippets.tsv"), Cancellation)).Skip(1))
        {
            if (line.Split('\t') is not [var path, "contains", var json, ..] || !Readable().IsMatch(path))
            {
                continue;
            }

            if (!texts.TryGetValue(path, out var text))
            {
                text = (await Ingestion.TryReadAsync(CorpusFolder.File(path), Cancellation)).Text ?? "";
                texts[path] = text = Blanks().Replace(text, " ");
            }

            all++;
            var snippet = Blanks().Replace(JsonSerializer.Deserialize<string>(json)!, " ");
            var isFound = text.Contains(snippet, StringComparison.OrdinalIgnoreCase);
            found += isFound ? 1 : 0;
            if (!isFound)
            {
                output.WriteLine($"missing in {path}: {snippet}");
            }
        }

        output.WriteLine($"{found} of {all} snippets");
        Assert.True(found >= LeastSnippets * all, $"{found} of {all} snippets");
    }

    [Fact]
    public async Task Decode_AllDocuments_EndAsTextOrRefusal()
    {
        Assert.SkipUnless(CorpusFolder.RunsExperiments, "Long; FASTCHAT_EXPERIMENTS=1 runs it.");
        var outcomes = new SortedDictionary<string, int>();
        foreach (var path in CorpusFolder.Files("docs/pdf", "docs/docx", "docs/html", "docs/md", "docs/txt"))
        {
            var (_, refusal) = await Ingestion.TryReadAsync(path, Cancellation);
            var outcome = refusal?.ToString() ?? "text";
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (refusal is not null)
            {
                output.WriteLine($"{outcome,-20} {Path.GetFileName(path)}");
            }
        }

        output.WriteLine(string.Join(", ", outcomes.Select(o => $"{o.Key}: {o.Value}")));
        Assert.True(outcomes["text"] > outcomes.Values.Sum() * 0.75);
    }

    private static Dictionary<string, int> Words(string text) => Word().Matches(text)
        .GroupBy(m => m.Value.ToLowerInvariant())
        .ToDictionary(g => g.Key, g => g.Count());

    private static double Recall(Dictionary<string, int> wanted, Dictionary<string, int> found) =>
        (double)wanted.Sum(w => Math.Min(w.Value, found.GetValueOrDefault(w.Key))) / wanted.Values.Sum();

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    // Marks that hold letters: pictures, link targets, check boxes and the commands of formulas.
    [GeneratedRegex(@"<!--.*?-->|\]\([^)]*\)|\[x\]|\\[A-Za-z]+", RegexOptions.Singleline)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\.(pdf|docx|html|md|txt)$")]
    private static partial Regex Readable();
}
