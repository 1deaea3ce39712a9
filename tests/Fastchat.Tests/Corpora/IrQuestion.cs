namespace Fastchat.Corpora;

/// <summary>A question with the ids of the documents that answer it, their grades, and the answers where they are known.</summary>
internal sealed record IrQuestion(string Id, string Text, IReadOnlyDictionary<string, int> Grades, IReadOnlyList<string> Answers);
