using System.Text.Json;

namespace Fastchat.Corpora;

/// <summary>A collection of documents, questions and judgements.</summary>
internal sealed class IrCorpus
{
    private IrCorpus(IReadOnlyList<IrDocument> documents, IReadOnlyList<IrQuestion> questions)
    {
        Documents = documents;
        Questions = questions;
    }

    public IReadOnlyList<IrDocument> Documents { get; }

    /// <summary>Those that at least one document answers.</summary>
    public IReadOnlyList<IrQuestion> Questions { get; }

    public static IrCorpus Read(string name)
    {
        var folder = Path.Combine(CorpusFolder.Require(), "ir", name);
        var documents = Lines(folder, "corpus.jsonl").Select(line => new IrDocument(Text(line, "id"), Text(line, "title"), Text(line, "text"))).ToArray();
        var grades = File.ReadLines(Path.Combine(folder, "qrels.tsv"))
            .Select(line => line.Split('\t'))
            .Where(fields => fields[2] != "0")
            .ToLookup(fields => fields[0], fields => (Document: fields[1], Grade: int.Parse(fields[2], System.Globalization.CultureInfo.InvariantCulture)));
        var answers = Lines(folder, "answers.jsonl").ToDictionary(
            line => Text(line, "id"), line => line.GetProperty("answers").EnumerateArray().Select(answer => answer.GetString()!).ToArray());
        var questions = Lines(folder, "queries.jsonl")
            .Select(line => (Id: Text(line, "id"), Text: Text(line, "text")))
            .Where(question => grades.Contains(question.Id))
            .Select(question => new IrQuestion(
                question.Id,
                question.Text,
                grades[question.Id].ToDictionary(grade => grade.Document, grade => grade.Grade),
                answers.GetValueOrDefault(question.Id) ?? []))
            .ToArray();
        return new IrCorpus(documents, questions);
    }

    /// <summary>Every n-th question, so that a small sample spans the whole.</summary>
    public IReadOnlyList<IrQuestion> Sample(int count)
    {
        if (CorpusFolder.IsExperiment || count >= Questions.Count) return Questions;
        var step = Questions.Count / count;
        return [.. Questions.Where((_, index) => index % step == 0).Take(count)];
    }

    private static IEnumerable<JsonElement> Lines(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement) : [];
    }

    private static string Text(JsonElement line, string property) => line.GetProperty(property).GetString()!;
}
